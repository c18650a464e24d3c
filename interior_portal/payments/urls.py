"""Addresses of `payments`."""

from django.urls import path

from interior_portal.payments.views import bills, desk, receipts, shifts

app_name = "payments"
urlpatterns = [
    path("bills/<str:reference>/", bills.bill, name="bill"),
    path("bills/<str:reference>/slip/", bills.slip, name="slip"),
    path("desk/", desk.desk, name="desk"),
    path("desk/open/", desk.open_shift, name="open"),
    path("desk/take/", desk.take, name="take"),
    path("receipts/<str:number>/", receipts.receipt, name="receipt"),
    path("receipts/<str:number>/print/", receipts.print_receipt, name="print"),
    path("receipts/<str:number>/<int:copy>/", receipts.printed, name="printed"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/<str:reference>/", shifts.shift, name="shift"),
    path("shifts/<str:reference>/close/", shifts.close, name="close"),
]
