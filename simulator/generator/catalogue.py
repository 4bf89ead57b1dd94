# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the made-up seller sells."""

from decimal import Decimal
from typing import NamedTuple

# Prices end in even cents: taken as tax-included at 20 %, an amount of odd cents can
# leave exactly half a cent of tax, and then nobody can say which way it was rounded.
_PRODUCTS = """
KETTLE-17       | Stainless Steel Kettle 1.7 l               | 39.90
TOASTER-2S      | Two-Slice Toaster, Cream                   | 34.90
FRYPAN-28       | Cast Iron Frying Pan 28 cm                 | 44.50
KNIFE-CHEF-20   | Chef's Knife 20 cm                         | 59.90
BOARD-OAK-L     | Oak Cutting Board, Large                   | 27.50
MUG-BLUE-SET4   | Stoneware Mugs, Blue, Set of 4             | 24.90
TEAPOT-GLASS    | Glass Teapot with Infuser 1.2 l            | 22.90
GRINDER-MANUAL  | Manual Coffee Grinder                      | 32.90
SCALE-KITCHEN   | Digital Kitchen Scale 5 kg                 | 18.90
BOTTLE-750-GRN  | Insulated Bottle 750 ml, Green             | 26.90
BOTTLE-750-BLK  | Insulated Bottle 750 ml, Black             | 26.90
LUNCHBOX-3      | Lunch Box with Three Compartments          | 14.90
CANDLE-CEDAR    | Scented Candle, Cedar                      | 12.50
LAMP-DESK-LED   | LED Desk Lamp, Dimmable                    | 45.90
BULB-E27-WW-3   | LED Bulbs E27 Warm White, Pack of 3        | 9.90
CABLE/USB-C 2M  | USB-C Charging Cable 2 m                   | 7.90
CHARGER-65W     | USB-C Charger 65 W                         | 36.50
HUB-USB-7       | USB Hub with 7 Ports                       | 29.90
KEYBOARD-DE     | Mechanical Keyboard                        | 89.90
MOUSE-ERGO      | Ergonomic Vertical Mouse                   | 42.90
HEADSET-BT      | Bluetooth Headset                          | 64.90
STAND-LAPTOP    | Aluminium Laptop Stand                     | 31.90
BACKPACK-22     | Daypack 22 l                               | 54.90
TOWEL-MICRO-XL  | Microfibre Towel XL                        | 16.90
YOGAMAT-6       | Yoga Mat 6 mm                              | 28.90
ROPE-SKIP       | Skipping Rope with Bearings                | 11.90
DUMBBELL-5KG    | Dumbbell 5 kg                              | 21.50
TENT-2P         | Two-Person Tent                            | 129.90
SLEEPBAG-3S     | Three-Season Sleeping Bag                  | 74.90
HEADLAMP-300    | Headlamp 300 lm                            | 23.90
BIKELOCK-U      | Bicycle U-Lock                             | 38.90
PUMP-MINI       | Mini Bicycle Pump                          | 17.50
GLOVES-GARDEN-M | Gardening Gloves, Size M                   | 8.90
SECATEURS-PRO   | Pruning Shears                             | 25.90
SEEDS-TOMATO    | Tomato Seeds, Six Varieties                | 6.90
NOTEBOOK-A5-DOT | Notebook A5, Dotted                        | 13.90
PEN-GEL-10      | Gel Pens, Pack of 10                       | 10.90
PUZZLE-1000     | Jigsaw Puzzle, 1000 Pieces                 | 15.90
BLOCKS-WOOD-100 | Wooden Blocks, 100 Pieces                  | 33.50
TEDDY-BROWN     | Teddy Bear, Brown                          | 19.90
"""
_EXCHANGE_RATES = {"GBP": Decimal("0.88"), "USD": Decimal("1.10")}


class Product(NamedTuple):
    """A product with its price in euro."""

    sku: str
    name: str
    price: Decimal
    asin: str

    def price_in(self, currency):
        """Return the price on a marketplace with another currency."""
        if currency == "EUR":
            return self.price
        if currency == "JPY":
            return Decimal(int(self.price * 16) * 10)
        return int(self.price * _EXCHANGE_RATES[currency]) + Decimal("0.90")


def _product(number, line):
    sku, name, price = (part.strip() for part in line.split("|"))
    return Product(sku, name, Decimal(price), f"B0SIM{number:05d}")


PRODUCTS = [
    _product(number, line)
    for number, line in enumerate(_PRODUCTS.strip().splitlines(), start=1)
]


def catalogue():
    """Return the products as the control interface shows them."""
    return [
        {
            "sku": product.sku,
            "name": product.name,
            "price": str(product.price),
            "currency": "EUR",
        }
        for product in PRODUCTS
    ]


def unknown_product(number):
    """Return a product that is not in the catalogue."""
    return Product(
        f"DISCONTINUED-{number}",
        f"Discontinued Article {number}",
        Decimal("19.90"),
        f"B0OLD{number:05d}",
    )
