# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which setting stands for what, and which test shows its effect.

The numbers are those of the rows that say what users of other connectors have.
"""

from pathlib import Path

SELLER = "amazon.seller"
MARKETPLACE = "amazon.marketplace"
WORKFLOW = "sale.workflow.process"
SCHEDULER = "amazon.scheduler"
CREATE_SELLER = "amazon.seller.create.wizard"
CREATE_MARKETPLACE = "amazon.marketplace.create.wizard"
CORE = "amazon_connector/tests"
FBM = "amazon_connector_fbm/tests"
SETTLEMENT = "amazon_connector_settlement/tests"
STEPS = "test_workflow.py::test_every_step_in_jobs_and_payment_in_the_scheduled_action"
ORDER_DATE = (
    "test_workflow_settings.py::"
    "test_invoice_date_is_the_day_of_the_order_at_its_marketplace"
)
POLICY = "test_workflow_settings.py::test_invoicing_policy_of_ordered_quantities"
# Row -> (model, field) -> where its effect is tested, or that it is stored and
# validated if the effect comes with what is not built yet.
ROWS = {
    15: {
        (CREATE_SELLER, "name"): f"{CORE}/test_connection_tour.py::test_own_application"
    },
    16: {
        (CREATE_SELLER, name): f"{CORE}/test_connection_tour.py::test_own_application"
        for name in (
            "authorization_method",
            "lwa_client_id",
            "lwa_client_secret",
            "refresh_token",
            "merchant_token",
        )
    },
    17: {
        (SELLER, "country_id"): (
            f"{CORE}/test_authorization.py::test_seller_central_of_the_country"
        ),
        (SELLER, "application_ref"): f"{CORE}/test_authorization.py::test_consent_page",
        (SELLER, "application_is_draft"): (
            f"{CORE}/test_authorization.py::test_consent_page"
        ),
        (CREATE_SELLER, "redirect_uri"): (
            f"{CORE}/test_authorization.py::test_host_header_changes_nothing"
        ),
    },
    19: {(SELLER, "name"): f"{CORE}/test_settings_page.py::test_form_writes_to_both"},
    20: {(SELLER, "company_id"): f"{CORE}/test_company.py::test_both_companies_active"},
    21: {
        (SELLER, "short_code"): f"{SETTLEMENT}/test_settlement_journal.py::test_journal"
    },
    22: {
        (SELLER, "fee_account_id"): (
            f"{SETTLEMENT}/test_settlement_setting.py::"
            "test_fee_account_is_an_expense_account"
        )
    },
    23: {
        (MARKETPLACE, "active"): (
            f"{CORE}/test_marketplace.py::test_choice_integrates_what_is_ticked"
        )
    },
    24: {
        (CREATE_MARKETPLACE, name): f"{CORE}/test_setting.py::{test}"
        for name, test in (
            ("name", "test_create_more_marketplace"),
            ("seller_id", "test_marketplace_of_another_seller"),
            ("marketplace_id", "test_create_more_marketplace"),
        )
    },
    27: {
        (SELLER, "role_report_html"): (
            f"{CORE}/test_role.py::test_missing_role_is_named_and_the_seller_works"
        )
    },
    29: {
        (SELLER, "lwa_client_secret"): f"{CORE}/test_secret.py::test_read_gives_nothing"
    },
    30: {
        (SELLER, "last_test_verdict"): f"{CORE}/test_seller.py::test_connection_verdict"
    },
    31: {
        (SELLER, name): f"{CORE}/test_expiry.py::test_dates"
        for name in (
            "client_secret_date",
            "authorization_date",
            "secret_expiry_date",
            "authorization_expiry_date",
        )
    },
    32: {
        (SELLER, name): f"{CORE}/test_seller.py::{test}"
        for name, test in (
            ("endpoint", "test_client_of_each_endpoint"),
            ("simulator_url", "test_simulator_address"),
            ("region", "test_client_of_each_endpoint"),
        )
    },
    # 33, 35-39 and 46 are the switches of the schedulers.
    33: {
        (SCHEDULER, "enabled"): (
            f"{CORE}/test_scheduler.py::"
            "test_flow_without_an_addon_cannot_be_switched_on"
        )
    },
    34: {
        (SELLER, "create_products"): (
            f"{FBM}/test_listing.py::test_listing_without_a_product_is_filled"
        )
    },
    35: {
        (SELLER, "settlement_report_days"): (
            f"{SETTLEMENT}/test_reimbursement_setting.py::test_report_days_make_sense"
        )
    },
    **{
        row: {(SELLER, name): f"{FBM}/test_sale_order.py::{test}"}
        for row, name, test in (
            (40, "shipping_product_id", "test_every_charge_has_its_line"),
            (41, "promotion_product_id", "test_every_charge_has_its_line"),
            (42, "gift_wrap_product_id", "test_every_charge_has_its_line"),
            (43, "shipping_discount_product_id", "test_every_charge_has_its_line"),
            (44, "use_odoo_sequence", "test_names"),
            (54, "workflow_process_id", "test_workflow_of_the_seller"),
        )
    },
    45: {
        (SELLER, "order_prefix"): (
            f"{FBM}/test_seller_settings.py::test_tokens_of_the_prefix"
        )
    },
    46: {
        (SELLER, "order_first_days"): f"{FBM}/test_cursor.py::test_first_window",
        (SCHEDULER, "enabled"): f"{CORE}/test_scheduler.py::test_due",
    },
    47: {
        (SELLER, "import_shipped_orders"): (
            f"{FBM}/test_seller_settings.py::"
            "test_shipped_order_is_imported_and_delivered"
        )
    },
    48: {
        (SELLER, "shipped_orders_since"): (
            f"{FBM}/test_seller_settings.py::test_shipped_orders_from_before_stay_out"
        )
    },
    49: {
        (SELLER, "order_overlap_minutes"): (
            f"{FBM}/test_cursor.py::test_next_window_overlaps"
        ),
        (SELLER, "order_lookback_days"): (
            f"{FBM}/test_cursor.py::test_looks_back_once_a_day"
        ),
        (SELLER, "order_audit_days"): (
            f"{FBM}/test_order_audit.py::test_days_are_limited"
        ),
    },
    50: {
        (SELLER, "auto_create_return_picking"): (
            f"{FBM}/test_seller_settings.py::test_refund_switches_are_stored"
        )
    },
    51: {
        (SELLER, "auto_create_refund"): (
            f"{FBM}/test_seller_settings.py::test_refund_switches_are_stored"
        )
    },
    52: {
        (SELLER, "payment_term_id"): f"{FBM}/test_seller_settings.py::test_payment_term"
    },
    53: {
        (SELLER, "listing_condition"): (
            f"{CORE}/test_setting.py::test_condition_of_products"
        )
    },
    **{
        row: {(WORKFLOW, name): f"{FBM}/{test}"}
        for row, name, test in (
            (55, "validate_order", "test_sale_order.py::test_workflow_of_the_seller"),
            (56, "create_invoice", STEPS),
            (57, "validate_invoice", STEPS),
            (58, "register_payment", STEPS),
            (59, "invoice_date_is_order_date", ORDER_DATE),
            (60, "picking_policy", "test_workflow_settings.py::test_shipping_policy"),
            (
                61,
                "property_journal_id",
                "test_workflow_settings.py::test_sales_journal",
            ),
            (62, "invoice_policy", POLICY),
        )
    },
    63: {
        (SELLER, "analytic_account_id"): (
            f"{FBM}/test_seller_settings.py::test_analytic_account"
        ),
        (SELLER, "analytic_account_fbm_id"): (
            f"{FBM}/test_accounting_settings.py::"
            "test_most_specific_analytic_account_counts"
        ),
        (SELLER, "analytic_account_fba_id"): (
            f"{CORE}/test_fba_setting.py::test_analytic_account"
        ),
        (SELLER, "reimbursement_partner_id"): (
            f"{SETTLEMENT}/test_reimbursement_setting.py::test_settings_page"
        ),
        (SELLER, "reimbursement_journal_id"): (
            f"{SETTLEMENT}/test_reimbursement_setting.py::test_journal_is_for_sales"
        ),
        (SELLER, "reimbursement_product_id"): (
            f"{SETTLEMENT}/test_reimbursement_setting.py::test_product_is_a_service"
        ),
        (SELLER, "vcs_tax_ids"): (
            f"{FBM}/test_vcs_tax.py::test_stored_on_the_form_of_the_seller"
        ),
        (SELLER, "has_other_report_software"): (
            f"{CORE}/test_fba_setting.py::test_settings_page"
        ),
        (SELLER, "mismatch_user_ids"): (
            f"{CORE}/test_mismatch_activity.py::test_each_person_has_one_activity"
        ),
        (SELLER, "mismatch_activity_type_id"): (
            f"{CORE}/test_mismatch_activity.py::"
            "test_type_and_deadline_are_those_of_the_seller"
        ),
        (SELLER, "activity_deadline_days"): (
            f"{CORE}/test_setting.py::test_deadline_of_activities"
        ),
    },
    64: {(MARKETPLACE, "stock_field"): f"{CORE}/test_setting.py::test_stock_to_export"},
    65: {
        (MARKETPLACE, "settlement_journal_id"): (
            f"{SETTLEMENT}/test_settlement_journal.py::test_journal"
        )
    },
    66: {
        (MARKETPLACE, "ending_balance_account_id"): (
            f"{SETTLEMENT}/test_settlement_setting.py::test_ending_balance"
        )
    },
    67: {
        (MARKETPLACE, "ending_balance_description"): (
            f"{SETTLEMENT}/test_settlement_setting.py::"
            "test_ending_balance_needs_a_description"
        )
    },
    68: {
        (MARKETPLACE, "warehouse_id"): (
            f"{FBM}/test_seller_settings.py::test_sales_team_and_warehouse"
        )
    },
    69: {
        (
            MARKETPLACE,
            "lang_id",
        ): f"{FBM}/test_seller_settings.py::test_customer_language"
    },
    70: {
        (MARKETPLACE, "pricelist_id"): f"{FBM}/test_sale_order.py::test_us_marketplace"
    },
    71: {
        (MARKETPLACE, "team_id"): (
            f"{FBM}/test_seller_settings.py::test_sales_team_and_warehouse"
        )
    },
    72: {
        (MARKETPLACE, "fiscal_position_id"): (
            f"{FBM}/test_tax.py::test_fiscal_position_chooses_the_tax"
        ),
        (MARKETPLACE, "price_includes_tax"): (
            f"{FBM}/test_configuration_check.py::test_kind_of_prices"
        ),
        (MARKETPLACE, "tax_account_id"): (
            f"{FBM}/test_accounting_settings.py::"
            "test_collected_tax_is_invoiced_to_its_account"
        ),
        (MARKETPLACE, "use_tax_percent"): (
            f"{FBM}/test_accounting_settings.py::test_percentage_of_collected_tax"
        ),
        (MARKETPLACE, "default_customer_id"): (
            f"{FBM}/test_seller_settings.py::"
            "test_orders_are_invoiced_to_the_default_customer"
        ),
        (MARKETPLACE, "analytic_account_id"): (
            f"{FBM}/test_seller_settings.py::test_analytic_account"
        ),
        (MARKETPLACE, "removal_return_route_id"): (
            f"{CORE}/test_fba_setting.py::test_routes_are_stored"
        ),
        (MARKETPLACE, "removal_disposal_route_id"): (
            f"{CORE}/test_fba_setting.py::test_routes_are_stored"
        ),
    },
}
# What these rows ask for is no setting: a text, a button, or how things work.
ROWS_WITHOUT_FIELD = {
    18: f"{CORE}/test_connection_tour.py::test_own_application",
    25: f"{CORE}/test_settings_page.py::test_switching_the_seller_shows_the_other_one",
    26: f"{CORE}/test_settings_page.py::test_switching_the_marketplace",
    28: f"{CORE}/test_fba_setting.py::test_settings_page",
    36: f"{CORE}/test_scheduler.py::test_new_seller_has_every_scheduler",
    37: f"{CORE}/test_scheduler.py::test_new_seller_has_every_scheduler",
    38: f"{CORE}/test_scheduler.py::test_new_seller_has_every_scheduler",
    39: f"{CORE}/test_scheduler.py::test_new_seller_has_every_scheduler",
}


def assert_rows(case):
    """Assert that each setting exists, explains itself and has its test."""
    for row, settings in ROWS.items():
        for (model, name), test in settings.items():
            field = case.env[model].fields_get([name], ["help"]).get(name)
            case.assertTrue(field, f"Row {row}: {model}.{name} does not exist")
            case.assertTrue(field.get("help"), f"Row {row}: {name} has no help")
            _assert_test(case, row, test)
    for row, test in ROWS_WITHOUT_FIELD.items():
        _assert_test(case, row, test)


def _assert_test(case, row, test):
    path, _colons, name = test.partition("::")
    source = (Path(__file__).parents[2] / path).read_text()
    case.assertIn(f"def {name}(", source, f"Row {row}: {test} does not exist")


def assert_shows(case, view, names):
    """Assert that the form has these fields and that each explains itself.

    :param view: the form view, with what every installed addon adds to it
    """
    arch = view._get_combined_arch()
    shown = {node.get("name") for node in arch.iter("field")}
    fields = case.env[view.model].fields_get(names, ["help"])
    for name in names:
        case.assertIn(name, shown, f"{view.model}.{name} is not on the form")
        case.assertIn(name, fields, f"{view.model}.{name} does not exist")
        case.assertTrue(fields[name].get("help"), f"{view.model}.{name} has no help")


def assert_buttons(case, view, names):
    """Assert that the form has buttons with these texts."""
    arch = view._get_combined_arch()
    shown = {node.get("string") for node in arch.iter("button")}
    case.assertLessEqual(set(names), shown)
