"""Which columns of an entry change by which way, by their names."""

# What an owner says of their own vehicle.
BY_OWNER = ("colour",)
# What a clerk sees on the vehicle before them, at a change of details.
BY_CLERK = (
    "engine_number",
    "variant",
    "colour",
    "fuel",
    "capacity_cc",
    "power_kw",
    "mass_kg",
    "laden_mass_kg",
    "axles",
    "seats",
    "standing",
    "vehicle_class",
)
IDENTITY = ("vin", "make", "model", "variant", "type_approval", "model_year")
BODY = ("colour", "vehicle_class", "seats", "standing", "axles", "mass_kg", "laden_mass_kg")
ENGINE = ("fuel", "engine_number", "capacity_cc", "power_kw", "mileage_km")
PROOFS = (
    "origin",
    "customs_receipt",
    "customs_paid_on",
    "identification_certificate",
    "finance_clearance",
    "former_registration",
    "former_country",
    "first_registered_on",
)
# All that a clerk writes at the first registration; an officer corrects any of it, with four eyes.
ALL = (*IDENTITY, *BODY, *ENGINE, *PROOFS)
EMPTY_ALLOWED = frozenset(ALL) - {
    "vin",
    "make",
    "model",
    "model_year",
    "colour",
    "fuel",
    "vehicle_class",
    "origin",
}
