# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Amazon Connector FBM",
    "summary": "Orders that you ship yourself: from Amazon to sales orders, proved",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Sales/Sales",
    "author": "Amazon Connector contributors",
    "license": "AGPL-3",
    "depends": ["amazon_connector", "sale_management"],
    "data": [
        "security/ir.model.access.csv",
        "security/amazon_order_rules.xml",
        "data/product_data.xml",
        "data/sale_workflow_process_data.xml",
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
        "views/amazon_order_views.xml",
        "views/amazon_seller_views.xml",
        "views/amazon_sync_log_views.xml",
        "views/amazon_tax_rule_views.xml",
        "views/sale_order_views.xml",
        "views/amazon_connector_fbm_menus.xml",
        "wizards/amazon_operation_wizard_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["amazon_connector_fbm/static/tests/tours/*.js"],
    },
}
