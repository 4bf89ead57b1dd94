# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Buyers that do not exist; telephone numbers are of ranges kept for fiction."""

from decimal import Decimal
from typing import NamedTuple

from .tax_numbers import vat_number


class Place(NamedTuple):
    """A town; ``tax_rate`` is the sales tax where prices are without tax."""

    city: str
    postal_code: str
    state: str = ""
    tax_rate: Decimal = Decimal(0)


class Folk(NamedTuple):
    """What people in one country are called and where they live."""

    first_names: list
    last_names: list
    streets: list
    places: list
    street_form: str
    phone: str
    company_form: str


def _words(text):
    return [word.strip() for word in text.split(",")]


def _places(text):
    places = []
    for line in text.strip().splitlines():
        city, postal_code, state, rate = (line.split("|") + ["", "", ""])[:4]
        place = Place(city.strip(), postal_code.strip(), state.strip())
        places.append(place._replace(tax_rate=Decimal(rate.strip() or 0)))
    return places


FOLK = {
    "DE": Folk(
        _words("Anna, Jürgen, Lena, Björn, Sabine, Maximilian, Käthe, Tobias, Mia"),
        _words("Müller, Schröder, Weiß, Köhler, Becker, Groß, Lindemann, Yıldız"),
        _words("Hauptstraße, Gartenweg, Lindenallee, Am Mühlbach, Bahnhofstraße"),
        _places("Berlin|10115\nMünchen|80331\nKöln|50667\nGörlitz|02826\nUlm|89073"),
        "{street} {number}",
        "+49 30 23125 {last:03d}",
        "{name} Handels GmbH",
    ),
    "FR": Folk(
        _words("Chloé, Théo, Amélie, François, Zoé, Gaël, Inès, Loïc"),
        _words("Lefèvre, Dubois, Müntz, Garçon, Moreau, Le Goff, Béranger"),
        _words("rue des Écoles, avenue Victor Hugo, place du Marché, rue de l'Église"),
        _places("Paris|75011\nLyon|69003\nNîmes|30000\nOrléans|45000\nBrest|29200"),
        "{number} {street}",
        "+33 1 99 00 {high:02d} {low:02d}",
        "Établissements {name} SARL",
    ),
    "IT": Folk(
        _words("Giulia, Niccolò, Chiara, Andrea, Noemi, Matteo, Lucia"),
        _words("Rossi, D'Angelo, Bianchi, Ferrè, Esposito, Conti, Greco"),
        _words("Via Garibaldi, Corso Italia, Piazza del Popolo, Via dei Mille"),
        _places(
            "Roma|00184|RM\nMilano|20121|MI\nForlì|47121|FC\nTorino|10121|TO\n"
            "Napoli|80132|NA"
        ),
        "{street}, {number}",
        "+39 06 5550 {last:04d}",
        "{name} S.r.l.",
    ),
    "ES": Folk(
        _words("Lucía, Íñigo, María José, Álvaro, Begoña, Martín, Nuria"),
        _words("García Núñez, Peña, López Ibáñez, Muñoz, Vázquez, Ruiz"),
        _words("Calle Mayor, Avenida de la Constitución, Plaza de España, Calle Ñ"),
        _places(
            "Madrid|28013|Madrid\nA Coruña|15001|A Coruña\nCádiz|11001|Cádiz\n"
            "Sevilla|41001|Sevilla"
        ),
        "{street}, {number}",
        "+34 912 555 {last:03d}",
        "{name} S.L.",
    ),
    "GB": Folk(
        _words("Oliver, Siobhan, Harry, Amelia, Rhys, Isla, Zoë, George"),
        _words("Smith, O'Connor, Hughes, Patel, MacLeod, Brontë, Taylor"),
        _words("High Street, Church Lane, Victoria Road, Mill Hill, Station Road"),
        _places(
            "London|SW1A 1AA\nManchester|M1 1AE\nCardiff|CF10 1EP\nGlasgow|G1 1XQ\n"
            "Stratford-upon-Avon|CV37 6BA"
        ),
        "{number} {street}",
        "+44 1632 960{last:03d}",
        "{name} & Sons Ltd",
    ),
    "US": Folk(
        _words("Emma, José, Liam, Renée, Noah, Ava, Ethan, Sophia"),
        _words("Johnson, Núñez, Williams, O'Brien, Nguyen, Davis, Kowalski"),
        _words("Main St, Oak Ave, 5th Ave, Lakeview Dr, Maple Ct, Elm St"),
        _places(
            "Seattle|98101|WA|0.1035\nAustin|78701|TX|0.0825\nChicago|60601|IL|0.1025\n"
            "Denver|80202|CO|0.0881\nBrooklyn|11201|NY|0.08875\nMiami|33101|FL|0.07"
        ),
        "{number} {street}",
        "+1 206 555 01{low:02d}",
        "{name} Supply LLC",
    ),
    "JP": Folk(
        _words("さくら, 大翔, 陽菜, 蓮, 美咲, 健太"),
        _words("佐藤, 鈴木, 高橋, 田中, 渡辺, 髙﨑"),
        _words("丸の内, 栄町, 本町, 中央, 緑ヶ丘"),
        _places(
            "千代田区|100-0005|東京都\n大阪市北区|530-0001|大阪府\n"
            "札幌市中央区|060-0001|北海道\n福岡市博多区|812-0011|福岡県"
        ),
        "{street}{number}-2-3",
        "+81 3 5550 {last:04d}",
        "株式会社{name}",
    ),
}
UNUSUAL_NAMES = [
    "Zoë 🌻 Ångström",
    "山田 太郎",
    "محمد العربي",
    "Ștefan Țăranu-Łukaszewicz",
    "Nguyễn Thị Ánh 💐",
    "Ольга Щербакова",
    "สมชาย ใจดี",
]


class Buyer(NamedTuple):
    """A person, and the company if the order is a business order."""

    name: str
    email: str
    company: str
    purchase_order: str
    vat_number: str
    place: Place
    address: dict


class PeopleMaker:
    """Makes buyers up."""

    def __init__(self, rng):
        self._rng = rng

    def make(self, country_code, business=False, unusual_name=False):
        """Return a buyer of a country."""
        rng, folk = self._rng, FOLK[country_code]
        last_name = rng.choice(folk.last_names)
        name = self._full_name(country_code, folk, last_name)
        if unusual_name:
            name = rng.choice(UNUSUAL_NAMES)
        company = folk.company_form.format(name=last_name) if business else ""
        number = vat_number(country_code, rng) if business and _has_vat(folk) else ""
        place = rng.choice(folk.places)
        return Buyer(
            name=name,
            email=f"{rng.getrandbits(60):014x}@marketplace.example",
            company=company,
            purchase_order=f"PO-{rng.randint(10000, 99999)}" if business else "",
            vat_number=number,
            place=place,
            address=self._address(country_code, folk, place, name, company),
        )

    def _full_name(self, country_code, folk, last_name):
        first_name = self._rng.choice(folk.first_names)
        if country_code == "JP":
            return f"{last_name} {first_name}"
        return f"{first_name} {last_name}"

    def _address(self, country_code, folk, place, name, company):
        rng = self._rng
        street = folk.street_form.format(
            street=rng.choice(folk.streets), number=rng.randint(1, 198)
        )
        address = {
            "name": name,
            "companyName": company,
            "addressLine1": street,
            "addressLine2": rng.choice(["", "", "", "2. OG", "c/o Nord", "#12"]),
            "city": place.city,
            "stateOrRegion": place.state,
            "postalCode": place.postal_code,
            "countryCode": country_code,
            "phone": self._phone(folk),
            "addressType": "COMMERCIAL" if company else "RESIDENTIAL",
        }
        return {key: value for key, value in address.items() if value}

    def _phone(self, folk):
        low = self._rng.randint(0, 99)
        return folk.phone.format(
            last=self._rng.randint(0, 999), high=self._rng.randint(0, 99), low=low
        )


def _has_vat(folk):
    return folk not in (FOLK["US"], FOLK["JP"])
