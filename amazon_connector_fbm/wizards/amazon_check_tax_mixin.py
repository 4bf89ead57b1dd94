# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

MAX_NAMES = 3


class AmazonCheckTaxMixin(models.AbstractModel):
    """Checks whether taxes and fiscal positions agree with Amazon's prices."""

    _name = "amazon.check.tax.mixin"
    _description = "Amazon Configuration Check: Taxes"

    def _check_taxes(self):
        """Yield what contradicts the prices of each marketplace."""
        for marketplace in self._get_marketplaces():
            yield from self._check_price_kind(marketplace)
            taxes = self._get_sold_taxes(marketplace)
            mapped = marketplace.fiscal_position_id.map_tax(taxes)
            if marketplace.price_includes_tax:
                yield from self._check_taxes_in_price(marketplace, taxes, mapped)
            else:
                yield from self._check_taxes_on_price(marketplace, mapped)
            yield from self._check_tax_account(marketplace)
        yield from self._check_vcs_taxes()

    def _check_tax_account(self, marketplace):
        """Yield that tax on lines of its own is invoiced as if it were income."""
        # A manager of Amazon need not be a salesperson.
        lines = self.env["sale.order.line"].sudo()
        domain = [
            ("amazon_component", "=", "TAX"),
            ("order_id.amazon_marketplace_id", "=", marketplace.id),
        ]
        if not marketplace.tax_account_id and lines.search_count(domain, limit=1):
            yield self._warning(
                self.env._(
                    "Orders have tax on a line of its own, for example because Amazon "
                    "collects it, and it is invoiced to the income account of the tax "
                    "product. Choose the Account of Collected Tax, usually a current "
                    "liability."
                ),
                marketplace,
            )

    def _check_vcs_taxes(self):
        """Yield taxes of Amazon's invoices that were archived or changed later."""
        for line in self._get_sellers().vcs_tax_ids:
            if not line.tax_id.active or not line._has_rate(line.tax_id):
                yield self._warning(
                    self.env._(
                        "On invoices by Amazon, %(tax)s stands for %(rate)s, but this "
                        "tax is archived or has another rate now. Choose another one "
                        "on the tab Accounting.",
                        tax=line.tax_id.display_name,
                        rate=line.display_name,
                    ),
                    line.seller_id,
                )

    def _check_price_kind(self, marketplace):
        """Yield that the country shows its prices otherwise than the setting says."""
        usual = marketplace._has_prices_with_tax(marketplace.country_id.code)
        if usual and not marketplace.price_includes_tax:
            yield self._warning(
                self.env._(
                    "Buyers in %s see prices that contain the tax, but Prices Include "
                    "Tax is off: an order for which Amazon reports no tax gets none.",
                    marketplace.country_id.name,
                ),
                marketplace,
            )
        elif marketplace.price_includes_tax and not usual:
            yield self._warning(
                self.env._(
                    "Buyers in %s see prices without tax, but Prices Include Tax is "
                    "on: Odoo takes tax out of prices that contain none.",
                    marketplace.country_id.name,
                ),
                marketplace,
            )

    def _check_taxes_in_price(self, marketplace, taxes, mapped):
        """Yield taxes that do not suit prices that contain the tax."""
        if taxes and not mapped:
            yield self._warning(
                self.env._(
                    "The fiscal position %s leaves no tax of the products, although "
                    "the prices contain tax: every order gets none.",
                    marketplace.fiscal_position_id.display_name,
                ),
                marketplace,
            )
        on_top = mapped.filtered(lambda tax: not tax.price_include)
        if on_top:
            yield self._info(
                self.env._(
                    "The prices contain the tax, but Odoo adds these taxes on top of "
                    "prices: %s. Orders from Amazon use a copy of each that is in the "
                    "price, so their totals are right; prices that you type in Odoo "
                    "are still without tax.",
                    self._join_names(on_top),
                ),
                marketplace,
            )

    def _check_taxes_on_price(self, marketplace, mapped):
        """Yield taxes that do not suit prices without tax."""
        included = mapped.filtered("price_include")
        if included:
            yield self._warning(
                self.env._(
                    "The prices contain no tax, but these taxes of Odoo are in the "
                    "price: %s. Amazon's tax is put on a line of its own instead. "
                    "Choose a fiscal position that maps them to taxes on top.",
                    self._join_names(included),
                ),
                marketplace,
            )

    def _get_sold_taxes(self, marketplace):
        """Return the taxes of the products sold there, and the company's own."""
        # A manager of Amazon may read no tax; only their names are shown.
        marketplace = marketplace.sudo()
        company = marketplace.company_id
        listings = marketplace.env["amazon.listing"]
        products = listings._search([("marketplace_id", "=", marketplace.id)])
        groups = marketplace.env["product.template"]._read_group(
            [("product_variant_ids", "in", products.subselect("product_id"))],
            ["taxes_id"],
        )
        taxes = company.account_sale_tax_id.union(*(tax for (tax,) in groups))
        return taxes._filter_taxes_by_company(company)

    @api.model
    def _join_names(self, taxes):
        names = taxes[:MAX_NAMES].mapped("display_name")
        return ", ".join(names + ["..."] * (len(taxes) > MAX_NAMES))
