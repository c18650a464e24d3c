"""What is counted of money, and how it is counted again from the payments themselves."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.registry import Kind, Measure, Recount

TAKEN = Measure(
    "payments.taken",
    _("Payments taken"),
    _("Payments recorded on the day, with their amounts by currency."),
    Recount(
        "payments",
        """
SELECT 'payments.taken' AS measure, (taken_at AT TIME ZONE %(zone)s)::date AS day, unit_id,
  currency AS category, 0 AS bucket, count(*) AS count, sum(amount) AS amount
FROM (
  SELECT p.id, p.taken_at, p.unit_id, l.currency_id AS currency, sum(l.amount) AS amount
  FROM payments_payment p JOIN payments_paymentline l ON l.payment_id = p.id
  WHERE p.taken_at >= %(since)s AND p.taken_at < %(until)s GROUP BY 1, 2, 3, 4
) AS taken GROUP BY 1, 2, 3, 4
""",
    ),
    Kind.MONEY,
)
