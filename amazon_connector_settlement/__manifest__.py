# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Amazon Connector: Settlement",
    "summary": "A bank journal for the settlements of each Amazon marketplace",
    "version": "19.0.2.0.0",
    "development_status": "Beta",
    "category": "Accounting/Accounting",
    "author": "Amazon Connector contributors",
    "license": "AGPL-3",
    "depends": [
        "account_statement_import_base",
        "amazon_connector_fbm",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/amazon_settlement_rules.xml",
        "security/amazon_settlement_booking_rules.xml",
        "data/mail_activity_type_booking_data.xml",
        "data/queue_job_booking_data.xml",
        "data/amazon_settlement_rule_data.xml",
        "views/amazon_marketplace_views.xml",
        "views/amazon_seller_views.xml",
        "views/amazon_seller_reimbursement_views.xml",
        "wizards/amazon_seller_create_wizard_views.xml",
        "wizards/amazon_settings_views.xml",
        "wizards/amazon_settings_reimbursement_views.xml",
    ],
}
