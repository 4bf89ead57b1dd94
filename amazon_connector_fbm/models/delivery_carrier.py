# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

OTHER_CARRIER = "Other"


class DeliveryCarrier(models.Model):
    """Adds what Amazon calls the carrier of a delivery method."""

    _inherit = "delivery.carrier"

    amazon_carrier_code = fields.Char(
        help="Amazon's code of the carrier, written exactly as Amazon does, such as "
        "DHL, UPS, FedEx, DPD, GLS or Royal Mail. Amazon follows the parcel by it. "
        "Other, together with a name, if Amazon does not know the carrier.",
    )
    amazon_carrier_name = fields.Char(
        help="The name that the buyer reads. Amazon demands it if the code is Other.",
    )
    amazon_shipping_method = fields.Char(
        help="The service of the carrier, for example Standard or Express. The buyer "
        "reads it. Blank: Amazon is told none.",
    )

    @api.constrains("amazon_carrier_code", "amazon_carrier_name")
    def _check_amazon_carrier(self):
        for carrier in self:
            code = (carrier.amazon_carrier_code or "").strip()
            if code.casefold() != OTHER_CARRIER.casefold():
                continue
            if carrier.amazon_carrier_code != OTHER_CARRIER:
                raise ValidationError(
                    self.env._(
                        "Write the Amazon carrier code of %(method)s exactly like "
                        "this: %(code)s",
                        method=carrier.display_name,
                        code=OTHER_CARRIER,
                    )
                )
            if not (carrier.amazon_carrier_name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Amazon demands the name of the carrier if its code is Other: "
                        "enter the Amazon carrier name of %s.",
                        carrier.display_name,
                    )
                )
