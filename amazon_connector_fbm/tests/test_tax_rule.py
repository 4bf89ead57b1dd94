# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AmazonFbmCommon
from .documents import ADDRESS, USA, item, valid_order

USER = "amazon_connector.group_amazon_user"
MANAGER = "amazon_connector.group_amazon_manager"
AUSTRIA = {"deliveryAddress": {**ADDRESS, "countryCode": "AT", "city": "Wien"}}


@tagged("post_install", "-at_install")
class TestTaxRule(AmazonFbmCommon):
    """Tax that the products' taxes do not give needs one decision of a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twenty = cls.create_tax(20)
        # Taxes of the chart of accounts must not be candidates by chance.
        others = cls.env["account.tax"].search(
            [("id", "not in", (cls.tax | cls.twenty).ids)]
        )
        others.filtered(lambda tax: tax.type_tax_use == "sale").active = False
        cls.rules = cls.env["amazon.tax.rule"]

    def position_for(self, code, tax):
        """Return the fiscal position of a country that maps the test's tax."""
        position = self.create_fiscal_position(tax)
        tax.original_tax_ids = self.tax
        country = self.env["res.country"].search([("code", "=", code)])
        position.write({"name": f"OSS {code}", "country_id": country.id})
        return position

    def import_to_austria(self, ref, **values):
        """Import an order with 20 % Austrian tax in its price of 12 EUR."""
        values = {"price": "12.00", "tax": "2.00", **values}
        return self.import_order(ref, [item("MUG", **values)], recipient=AUSTRIA)

    # === PROPOSING === #

    def test_fiscal_position_of_the_destination_is_proposed(self):
        position = self.position_for("AT", self.twenty)
        binding = self.import_to_austria("302-1")
        self.assert_held(binding, "tax", "2.00 EUR", "20.00 %", "OSS AT", "Tax Rules")
        rule = binding.tax_rule_id
        self.assertRecordValues(
            rule,
            [
                {
                    "state": "proposed",
                    "marketplace_id": self.marketplace_de.id,
                    "country_id": self.env.ref("base.at").id,
                    "reporting_scheme": "NONE",
                    "is_collected": False,
                    "treatment": "fiscal_position",
                    "fiscal_position_id": position.id,
                    "evidence_order_id": binding.id,
                    "waiting_count": 1,
                }
            ],
        )
        self.assertEqual(
            rule.evidence["rows"],
            [{"label": "Products", "net": "10.00", "tax": "2.00", "rate": "20.00"}],
        )
        self.assertEqual(rule.evidence["odoo_tax"], "1.92")
        self.assertFalse(rule.alternatives, "the position's own tax is none")
        self.assertIn("1.92", rule.evidence_html)

    def test_position_of_another_country_is_not_proposed(self):
        self.position_for("FR", self.twenty)
        rule = self.import_to_austria("302-1").tax_rule_id
        self.assertEqual((rule.treatment, rule.tax_id), ("tax", self.twenty))

    def test_line_of_its_own_is_proposed_where_nothing_fits(self):
        rule = self.import_to_austria("302-1", tax="1.00").tax_rule_id
        self.assertEqual(rule.treatment, "line")

    def test_one_proposal_for_all_orders_of_a_kind(self):
        self.run_import(
            *(
                valid_order(
                    f"302-{number}",
                    [item("MUG", price="12.00", tax="2.00")],
                    recipient=AUSTRIA,
                )
                for number in range(3)
            )
        )
        rule = self.rules.search([])
        self.assertEqual((len(rule), rule.waiting_count), (1, 3))
        self.run_import()
        self.assertEqual(self.rules.search([]), rule)

    def test_other_destination_is_another_rule(self):
        one = self.import_to_austria("302-1").tax_rule_id
        items = [item("MUG", price="12.00", tax="2.00")]
        other = self.import_order("302-2", items).tax_rule_id
        self.assertNotEqual(one, other)
        self.assertEqual(other.country_id, self.env.ref("base.de"))

    def test_order_without_destination(self):
        items = [item("MUG", price="12.00", tax="2.00")]
        rule = self.import_order("302-1", items, recipient=None).tax_rule_id
        self.assertFalse(rule.country_id)
        self.assertIn("unknown destination", rule.display_name)

    def test_unknown_destination_most_likely_is_the_marketplace(self):
        """Other taxes that fit are named, because only a person knows."""
        french = self.twenty.copy({"name": "20 % FR", "sequence": 0})
        self.position_for("FR", french)
        position = self.position_for("DE", self.twenty)
        items = [item("MUG", price="12.00", tax="2.00")]
        rule = self.import_order("302-1", items, recipient=None).tax_rule_id
        self.assertEqual(rule.fiscal_position_id, position)
        self.assertEqual(rule.alternatives, french.display_name)
        rule.unlink()
        position.active = False
        rule = self.import_order("302-2", items, recipient=None).tax_rule_id
        self.assertEqual(rule.tax_id, french)
        self.assertEqual(rule.alternatives, self.twenty.display_name)

    # === DECIDING === #

    def test_approving_imports_all_that_wait(self):
        position = self.position_for("AT", self.twenty)
        bindings = self.import_to_austria("302-1") | self.import_to_austria("302-2")
        calls = self.simulator.journal.count()
        rule = bindings.tax_rule_id
        action = rule.action_approve()
        self.refresh(bindings)
        self.assertEqual(self.simulator.journal.count(), calls)
        self.assertIn("2 imported", action["params"]["message"])
        for binding in bindings:
            self.assert_proved(binding, "12.00")
            sale = binding.sale_order_id
            self.assertEqual(sale.fiscal_position_id, position)
            self.assertEqual(sale.amount_tax, 2.0)
            self.assertEqual(sale.order_line.tax_ids.amount, 20)
        self.assertEqual((rule.waiting_count, rule.used_count), (0, 2))
        self.assertEqual(rule.decided_by_id, self.env.user)
        self.assertTrue(rule.decided_on)

    def test_next_order_uses_the_approved_rule(self):
        rule = self.approve_tax_rule(self.import_to_austria("302-1"))
        binding = self.import_to_austria("302-2", quantity=2, tax="4.00")
        self.assert_proved(binding, "24.00")
        self.assertEqual(binding.tax_rule_id, rule)

    def test_approved_rule_that_does_not_give_the_cents_is_not_used(self):
        self.approve_tax_rule(self.import_to_austria("302-1"))
        binding = self.import_to_austria("302-2", tax="1.09")
        self.assert_held(binding, "tax", "1.09 EUR")
        self.assertEqual(binding.tax_rule_id.treatment, "line")

    def test_products_own_taxes_need_no_rule(self):
        self.approve_tax_rule(self.import_to_austria("302-1"))
        items = [item("MUG", price="11.90", tax="1.90")]
        binding = self.import_order("302-2", items, recipient=AUSTRIA)
        self.assert_proved(binding, "11.90")
        self.assertFalse(binding.tax_rule_id)

    def test_refused_rule(self):
        binding = self.import_to_austria("302-1")
        rule = binding.tax_rule_id
        rule.action_refuse()
        binding.action_retry()
        self.assert_held(self.refresh(binding), "tax", "was refused")
        self.assertEqual(self.rules.search([]), rule)
        rule.treatment = "line"
        rule.action_approve()
        self.assert_proved(self.refresh(binding), "12.00")
        lines = self.lines_by_component(binding.sale_order_id)
        self.assertEqual(lines["TAX"].price_total, 2)

    def test_approved_rule_stays_as_it_was_approved(self):
        rule = self.approve_tax_rule(self.import_to_austria("302-1"))
        with self.assertRaisesRegex(UserError, "Reconsider"):
            rule.treatment = "line"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            rule.unlink()
        rule.action_reconsider()
        self.assertFalse(rule.decided_by_id)
        rule.treatment = "line"
        self.assertEqual(rule.state, "proposed")

    def test_rule_without_its_tax_is_not_approved(self):
        rule = self.import_to_austria("302-1").tax_rule_id
        rule.tax_id = False
        with self.assertRaisesRegex(ValidationError, "Choose an active"):
            rule.action_approve()

    def test_archived_tax_is_not_used(self):
        self.approve_tax_rule(self.import_to_austria("302-1"))
        self.twenty.active = False
        binding = self.import_to_austria("302-2")
        self.assert_held(binding, "tax")

    def test_same_rule_twice(self):
        rule = self.import_to_austria("302-1").tax_rule_id
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            rule.copy()

    # === ROLES === #

    def test_user_reads_and_decides_nothing(self):
        rule = self.import_to_austria("302-1").tax_rule_id
        user = self.create_user("user", USER)
        self.assertTrue(rule.with_user(user).read(["evidence_html"]))
        for method in ("action_approve", "action_refuse", "action_reconsider"):
            with self.assertRaises(AccessError):
                getattr(rule.with_user(user), method)()
        self.assertEqual(rule.state, "proposed")

    def test_manager_without_accounting_rights_approves(self):
        binding = self.import_to_austria("302-1")
        manager = self.create_user("manager", MANAGER)
        binding.tax_rule_id.with_user(manager).action_approve()
        self.assert_proved(self.refresh(binding), "12.00")
        self.assertEqual(binding.tax_rule_id.decided_by_id, manager)

    def test_other_company_sees_no_rule(self):
        self.import_to_austria("302-1")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.create_user("stranger", MANAGER, company=other)
        self.assertFalse(self.rules.with_user(stranger).search([]))

    # === ONE-STOP SHOP === #

    def scheme(self, *schemes):
        return {
            "taxCalculationBreakdowns": [{"reportingScheme": name} for name in schemes]
        }

    def test_oss_needs_a_decision_even_at_the_same_rate(self):
        """19 % of another country must not go to the domestic tax account."""
        binding = self.import_to_austria(
            "302-1", price="11.90", tax="1.90", tax_section=self.scheme("UOSS")
        )
        self.assert_held(binding, "tax", "scheme UOSS")
        self.assertEqual(binding.reporting_scheme, "UOSS")
        self.assertEqual(binding.tax_rule_id.reporting_scheme, "UOSS")

    def test_oss_with_the_fiscal_position_of_the_destination(self):
        position = self.position_for("AT", self.twenty)
        self.marketplace_de.fiscal_position_id = position
        binding = self.import_to_austria("302-1", tax_section=self.scheme("UOSS"))
        self.assert_proved(binding, "12.00")
        self.assertFalse(binding.tax_rule_id)

    def test_rule_of_a_scheme_is_for_that_scheme(self):
        self.approve_tax_rule(
            self.import_to_austria("302-1", tax_section=self.scheme("UOSS"))
        )
        binding = self.import_to_austria("302-2")
        self.assert_held(binding, "tax")
        self.assertEqual(binding.tax_rule_id.reporting_scheme, "NONE")

    def test_several_schemes(self):
        binding = self.import_to_austria(
            "302-1", tax_section=self.scheme("UOSS", "IOSS")
        )
        self.assertEqual(binding.reporting_scheme, "OTHER")

    def test_ioss_number_is_shown(self):
        shipping = {"internationalShipping": {"iossNumber": "IM2760000742"}}
        binding = self.import_order(
            "302-1", [item("MUG", fulfillment={"shipping": shipping})]
        )
        self.assertEqual(binding.ioss_number, "IM2760000742")
        self.assertEqual(binding.sale_order_id.amazon_ioss_number, "IM2760000742")

    # === TAX THAT AMAZON COLLECTS === #

    def test_collected_tax_with_a_tax_of_zero_for_the_report(self):
        exempt = self.create_tax(0, name="Collected by Amazon")
        rule = self.rules.create(
            {
                "marketplace_id": self.marketplace_us.id,
                "country_id": self.env.ref("base.de").id,
                "is_collected": True,
                "treatment": "tax",
                "tax_id": exempt.id,
            }
        )
        rule.action_approve()
        items = [item("MUG", tax="1.90", on_top=True, collected=True)]
        binding = self.import_order("111-1", items, marketplace=USA)
        self.assert_proved(binding, "11.90")
        lines = self.lines_by_component(binding.sale_order_id)
        self.assertEqual(lines["ITEM"].tax_ids, exempt)
        self.assertFalse(lines["TAX"].tax_ids)
        self.assertEqual(binding.sale_order_id.amount_tax, 0)

    def test_collected_tax_never_on_a_tax_of_the_seller(self):
        rule = self.rules.create(
            {
                "marketplace_id": self.marketplace_us.id,
                "country_id": self.env.ref("base.de").id,
                "is_collected": True,
                "treatment": "tax",
                "tax_id": self.tax.id,
            }
        )
        rule.action_approve()
        items = [item("MUG", tax="1.90", on_top=True, collected=True)]
        binding = self.import_order("111-1", items, marketplace=USA)
        self.assert_proved(binding, "11.90")
        self.assertFalse(binding.sale_order_id.order_line.tax_ids)

    def test_collected_tax_is_always_a_line(self):
        with self.assertRaisesRegex(ValidationError, "line of its own"):
            self.rules.create(
                {
                    "marketplace_id": self.marketplace_us.id,
                    "is_collected": True,
                    "treatment": "line",
                }
            )

    # === A TAX OF ZERO === #

    def test_amazon_computes_no_tax(self):
        """Zero inside the own country: the prices contain the products' taxes."""
        binding = self.import_order("302-1", [item("MUG", price="11.90", tax="0.00")])
        self.assert_held(binding, "tax")
        self.assertEqual(binding.tax_rule_id.treatment, "unreported")
        self.approve_tax_rule(binding)
        self.assert_proved(binding, "11.90")
        self.assertEqual(binding.sale_order_id.amount_tax, 1.9)
        self.assertEqual(binding.proof["tax_in_price"], "1.90")

    def test_export(self):
        export = self.create_tax(0, name="Export")
        binding = self.import_to_austria("302-1", tax="0.00")
        self.assertEqual(binding.tax_rule_id.tax_id, export)
        self.approve_tax_rule(binding)
        self.assertEqual(binding.sale_order_id.order_line.tax_ids.amount, 0)
        self.assertEqual(binding.sale_order_id.amount_total, 12)

    # === ROUNDING === #

    def rounded(self, method):
        """Import three charges of which Amazon rounds the tax one by one."""
        self.company.tax_calculation_rounding_method = method
        taxes = {"ITEM": "0.53", "SHIPPING": "0.80", "GIFT_WRAP": "0.56"}
        row = item("MUG", 1, "3.33", shipping="4.99", gift_wrap="3.50", tax=taxes)
        return self.import_order(f"302-{method}", [row])

    def test_rounding_by_charge_needs_no_rule(self):
        for method in ("round_globally", "round_per_line"):
            with self.subTest(method=method):
                binding = self.rounded(method)
                self.assert_proved(binding, "11.82")
                self.assertFalse(binding.tax_rule_id)
                self.assertEqual(binding.sale_order_id.amount_tax, 1.89)

    def many_lines(self):
        """Nine times 0.10 with 0.02 of tax each: 0.18, where Odoo computes 0.14."""
        row = [item("MUG", 1, "0.10", tax="0.02") for _line in range(9)]
        return self.import_order("302-1", row)

    def test_amazons_cents_survive_the_invoice(self):
        binding = self.many_lines()
        self.assert_proved(binding, "0.90")
        sale = binding.sale_order_id
        self.assertEqual(sale.amount_tax, 0.18)
        sale.order_line.qty_delivered = 1
        invoice = sale._create_invoices()
        invoice.action_post()
        self.assertEqual((invoice.amount_tax, invoice.amount_total), (0.18, 0.9))
        tax_line = invoice.line_ids.filtered("tax_line_id")
        self.assertEqual(sum(tax_line.mapped("credit")), 0.18)

    def test_wrong_rate_is_no_rounding(self):
        binding = self.import_order("302-1", [item("MUG", 1, "1.20", tax="0.20")])
        self.assert_held(binding, "tax", "0.20 EUR")

    def test_tax_rounded_by_piece(self):
        items = [item("MUG", 9, "0.10", tax="0.18")]
        binding = self.import_order("302-1", items)
        self.assert_proved(binding, "0.90")
        self.assertEqual(binding.sale_order_id.amount_tax, 0.18)

    def test_two_taxes_are_never_a_matter_of_rounding(self):
        self.mug.taxes_id = [Command.set((self.tax | self.twenty).ids)]
        self.twenty.amount = 1
        items = [item("MUG", 9, "0.10", tax="0.18")]
        self.assert_held(self.import_order("302-1", items), "tax")

    def test_approved_while_an_import_runs(self):
        binding = self.import_order("302-1", [item("MUG", 1, "11.00", tax="1.00")])
        rule = binding.tax_rule_id
        rule.treatment = "line"
        binding.next_retry = fields.Datetime.now() + timedelta(days=1)
        logs = self.env["amazon.sync.log"]
        logs._start(self.seller, "process_fbm_orders", "manual")
        action = rule.action_approve()
        self.assertEqual((rule.state, binding.state), ("approved", "held"))
        self.assertIn("next import", action["params"]["message"])
        self.assertFalse(binding.next_retry)

    def test_nobody_signs_for_somebody_else(self):
        binding = self.import_order("302-1", [item("MUG", 1, "11.00", tax="1.00")])
        boss = self.create_user("signer", "amazon_connector.group_amazon_manager")
        rule = binding.tax_rule_id.with_user(boss)
        for values in ({"decided_by_id": self.env.uid}, {"decided_on": "2026-01-01"}):
            with self.assertRaisesRegex(UserError, "Odoo notes"):
                rule.write(values)
        rule.action_refuse()
        self.assertEqual(rule.decided_by_id, boss)
