# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..console import say, step
from .driver import Driver, earliest_time
from .fulfilment import Fulfilment
from .rates import create_rates
from .report import Report
from .settlements import Settlements
from .taxes import create_taxes


def import_orders(session, simulator, catalogue, create_products, check_alive):
    """Set up products and the seller, import what the simulator serves, report it."""
    served = simulator.control("/_sim/orders")
    driver = Driver(session)
    with step("Creating products, seller and marketplaces"):
        products = driver.create_products(catalogue)
        create_rates(session)
        taxes = create_taxes(session)
        driver.connect_seller(simulator.url, create_products)
        marketplaces = driver.integrate_marketplaces()
        fulfilment = Fulfilment(session, driver.seller_id)
        fulfilment.let_workflow_invoice()
        settlements = Settlements(session, driver.seller_id)
        settlements.choose_accounts()
    say(f"{products} new products, {taxes} new taxes, {marketplaces} marketplaces.")
    with step(f"Importing {len(served)} orders"):
        log = driver.import_orders(earliest_time(served), check_alive)
    with step("Approving the proposed tax rules"):
        rules = driver.approve_tax_rules(log, check_alive)
    say(f"{rules} tax rules approved.")
    with step("Shipping and invoicing"):
        shipped, problems = fulfilment.ship()
        fulfilment.invoice(check_alive)
    say(f"{shipped} deliveries shipped.")
    for problem, number in problems.items():
        say(f"  {number} not shipped: {problem}")
    with step("Importing settlements"):
        settlements.run(check_alive)
    names = [order["orderId"] for order in served]
    return Report(driver, log, names, settlements.read())
