# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Amazon Connector FBM",
    "summary": "Orders that you ship yourself: from Amazon to sales orders, proved",
    "version": "19.0.2.0.0",
    "development_status": "Beta",
    "category": "Sales/Sales",
    "author": "Amazon Connector contributors",
    "license": "AGPL-3",
    "depends": [
        "amazon_connector",
        "sale_invoice_policy",
        "sale_management",
        "stock_delivery",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/amazon_order_rules.xml",
        "data/product_data.xml",
        "data/sale_workflow_process_data.xml",
        "data/queue_job_data.xml",
        "views/amazon_order_views.xml",
        "views/amazon_seller_views.xml",
        "views/amazon_sync_log_views.xml",
        "views/amazon_tax_rule_views.xml",
        "views/delivery_carrier_views.xml",
        "views/sale_order_views.xml",
        "views/sale_workflow_process_views.xml",
        "views/amazon_connector_fbm_menus.xml",
        "wizards/amazon_operation_wizard_views.xml",
        "wizards/amazon_settings_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "assets": {
        "web.assets_tests": ["amazon_connector_fbm/static/tests/tours/*.js"],
    },
}
