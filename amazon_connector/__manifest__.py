# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Amazon Connector",
    "summary": "Amazon sellers, marketplaces, SP-API connection and sync log",
    "version": "19.0.2.0.0",
    "development_status": "Beta",
    "category": "Sales/Sales",
    "author": "Amazon Connector contributors",
    "license": "AGPL-3",
    "depends": [
        "sale_stock",
        "sale_automatic_workflow_job",
    ],
    "external_dependencies": {
        "python": ["python-amazon-sp-api", "httpx"],
    },
    "data": [
        "security/amazon_connector_groups.xml",
        "security/ir.model.access.csv",
        "security/amazon_connector_rules.xml",
        "data/queue_job_data.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "data/ir_cron_watch_expiry_data.xml",
        "views/amazon_connection_templates.xml",
        "wizards/amazon_marketplace_select_wizard_views.xml",
        "wizards/amazon_seller_create_wizard_views.xml",
        "wizards/amazon_operation_wizard_views.xml",
        "views/amazon_sync_log_line_views.xml",
        "views/amazon_sync_log_views.xml",
        "views/amazon_audit_log_views.xml",
        "views/amazon_listing_views.xml",
        "views/amazon_marketplace_views.xml",
        "views/amazon_scheduler_views.xml",
        "views/amazon_seller_views.xml",
        "views/amazon_connector_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["amazon_connector/static/tests/tours/*.js"],
    },
    "application": True,
}
