//! The wares: categories, vendors and products of the demo market, all invented. Prices are in cents.

use super::market::{Category, Rhythm};

/// A vendor: index of its category, name, products with prices.
pub(super) type Ware = (usize, &'static str, &'static [(&'static str, u32)]);

/// Six categories.
pub(super) const CATEGORIES: [Category; 6] = [
    ("Bakeries", Rhythm::Morning, 35, 74),
    ("Coffee", Rhythm::Morning, 20, 64),
    ("Ramen", Rhythm::Meals, 45, 70),
    ("Ceramics", Rhythm::Leisure, 900, 34),
    ("Plants", Rhythm::Leisure, 700, 44),
    ("Books", Rhythm::Leisure, 600, 48),
];

/// Twenty-four vendors.
pub(super) const VENDORS: [Ware; 24] = [
    (0, "Brotzeit am Kanal", &[("Sourdough loaf", 680), ("Rye loaf", 590), ("Pretzel", 160), ("Butter croissant", 260), ("Spelt roll", 110), ("Poppy seed roll", 95), ("Cinnamon knot", 320), ("Apple strudel", 450), ("Plum cake", 420), ("Focaccia", 540), ("Walnut baguette", 390), ("Sunday basket", 2450)]),
    (0, "Morgenstern Bakery", &[("Country loaf", 620), ("Almond croissant", 340), ("Pain au chocolat", 310), ("Brioche", 480), ("Olive ciabatta", 430), ("Seeded roll", 120), ("Cheesecake slice", 460), ("Lemon tart", 520), ("Breakfast box", 1890)]),
    (0, "Kleine Krume", &[("Oat bread", 560), ("Potato bread", 570), ("Raisin bun", 210), ("Sesame ring", 190), ("Carrot cake", 440), ("Granola", 890), ("Rusk", 350), ("Gingerbread", 640)]),
    (0, "Ofenfrisch & Söhne", &[("Farmer's bread", 740), ("Toast loaf", 450), ("Baguette", 280), ("Bee sting cake", 390), ("Berliner", 180), ("Linzer torte", 1650), ("Crispbread", 490), ("Cheese straw", 230), ("Roll dozen", 890), ("Party baguette", 1290)]),
    (1, "Röstwerk Nord", &[("Espresso Nr. 1", 1290), ("House filter", 1190), ("Decaf", 1350), ("Ethiopia Guji", 1690), ("Colombia Huila", 1590), ("Kenya Nyeri", 1790), ("Cold brew", 450), ("Flat white", 380), ("Cappuccino", 360), ("Hand grinder", 7900), ("V60 set", 3900), ("Filter papers", 590), ("Gift trio", 3890)]),
    (1, "Third Street Coffee", &[("Espresso", 240), ("Cortado", 310), ("Oat latte", 430), ("Filter of the day", 290), ("Banana bread", 380), ("Beans 250 g", 1090), ("Beans 1 kg", 3490), ("Travel cup", 2200), ("Syrup", 990)]),
    (1, "Bohne & Mahlwerk", &[("Crema blend", 1150), ("Dark roast", 1090), ("Brazil Santos", 1290), ("Sumatra", 1490), ("Peru organic", 1390), ("Espresso pads", 890), ("Moka pot", 3400), ("Milk jug", 2450), ("Tamper", 2900), ("Subscription month", 2990)]),
    (1, "Café Lindenhof", &[("Breakfast for two", 2890), ("Scrambled eggs", 890), ("Avocado toast", 1090), ("Chai latte", 420), ("Hot chocolate", 390), ("Affogato", 480), ("Lemonade", 410), ("Scone", 320)]),
    (2, "Ramen Tokisaka", &[("Shoyu ramen", 1290), ("Tonkotsu ramen", 1490), ("Miso ramen", 1390), ("Vegan tantan", 1390), ("Gyoza", 690), ("Edamame", 490), ("Karaage", 790), ("Ajitama egg", 200), ("Extra noodles", 250), ("Matcha pudding", 590), ("Ramune", 350)]),
    (2, "Noodle Harbour", &[("Spicy beef noodles", 1390), ("Wonton soup", 1190), ("Dan dan noodles", 1250), ("Cold sesame noodles", 1090), ("Scallion pancake", 590), ("Smashed cucumber", 520), ("Bao duo", 890), ("Mango sago", 560), ("Jasmine tea", 320)]),
    (2, "Kitsune Kitchen", &[("Kitsune udon", 1190), ("Curry udon", 1290), ("Tempura set", 1690), ("Chirashi bowl", 1890), ("Salmon don", 1790), ("Miso soup", 390), ("Seaweed salad", 550), ("Mochi trio", 690), ("Sake small", 790), ("Bento of the day", 1450)]),
    (2, "Broth Brothers", &[("Classic bowl", 1250), ("Double broth", 1550), ("Mushroom ramen", 1350), ("Chili lamb ramen", 1590), ("Kimchi", 450), ("Sweet potato fries", 590), ("Corn ribs", 690), ("Broth to go", 1190), ("Noodle kit for two", 2290)]),
    (3, "Tonwerk Studio", &[("Espresso cup", 2200), ("Large mug", 3200), ("Cereal bowl", 3400), ("Dinner plate", 4200), ("Side plate", 3100), ("Vase small", 4900), ("Vase tall", 8900), ("Butter dish", 5400), ("Sugar bowl", 3800), ("Teapot", 11900), ("Workshop Saturday", 8900), ("Seconds box", 5900), ("Candle holder", 2700)]),
    (3, "Blaue Glasur", &[("Indigo mug", 2900), ("Indigo bowl", 3600), ("Serving platter", 7900), ("Olive dish", 1900), ("Soap dish", 2100), ("Planter", 4400), ("Tile set", 6800), ("Pitcher", 7200)]),
    (3, "Clay & Kiln", &[("Tumbler", 2400), ("Ramen bowl", 3900), ("Pasta plate", 4300), ("Mortar", 5200), ("Incense plate", 1700), ("Wall hook", 1500), ("Carafe", 6900), ("Egg cups", 2600), ("Pour-over dripper", 4500), ("Honey pot", 3300)]),
    (3, "Steinzeug Manufaktur", &[("Jug", 6400), ("Baking dish", 7800), ("Onion pot", 5900), ("Stacking bowls", 8800), ("Cups set of six", 11400), ("Plate set", 16800), ("Spoon rest", 1800), ("Fermenting crock", 9900), ("Salt cellar", 2300)]),
    (4, "Grünzeug", &[("Monstera", 3900), ("Pothos", 1400), ("Snake plant", 2400), ("Fern", 1900), ("Calathea", 2700), ("Olive tree", 8900), ("Cactus mix", 1600), ("Succulent trio", 1800), ("Soil 10 l", 890), ("Clay pot", 1200), ("Watering can", 3200), ("Plant food", 990), ("Mister", 1500), ("Hanging basket", 2600)]),
    (4, "Balkonia", &[("Lavender", 690), ("Geranium", 450), ("Tomato plant", 590), ("Basil", 390), ("Herb box", 2490), ("Strawberry tower", 3900), ("Balcony box", 1900), ("Trellis", 2700), ("Seed set", 1290), ("Bee hotel", 3400)]),
    (4, "Wurzel & Blatt", &[("ZZ plant", 2900), ("Peace lily", 2100), ("Rubber fig", 3400), ("String of pearls", 1700), ("Bonsai starter", 4900), ("Terrarium", 6900), ("Moss frame", 12900), ("Propagation glass", 1600), ("Repotting service", 2500)]),
    (4, "Stadtgarten Meyer", &[("Hydrangea", 2400), ("Rose standard", 3900), ("Box tree", 2900), ("Ivy", 1100), ("Heather", 350), ("Bulb mix", 1490), ("Compost 40 l", 1290), ("Bark mulch", 990), ("Garden gloves", 1590), ("Pruner", 4200), ("Advent wreath", 3900)]),
    (5, "Buchhandlung am Markt", &[("Novel of the month", 2400), ("Crime paperback", 1299), ("Travel guide", 1995), ("Cookbook", 3200), ("Picture book", 1600), ("Calendar", 1800), ("Poetry", 1450), ("City history", 2800), ("Notebook", 1190), ("Gift card 25", 2500), ("Gift card 50", 5000), ("Map of the city", 990), ("Fountain pen", 3900)]),
    (5, "Zweite Lesung", &[("Used novel", 590), ("Used crime", 490), ("Used science", 890), ("First edition", 8900), ("Vinyl single", 700), ("Vinyl album", 1800), ("Postcards", 350), ("Surprise parcel", 1500), ("Magazine bundle", 900)]),
    (5, "Papier & Tinte", &[("Letter set", 1690), ("Ink bottle", 1490), ("Dip pen", 2290), ("Washi tape", 420), ("Planner", 2790), ("Sketchbook", 1890), ("Brush pens", 2490), ("Sealing wax", 1290), ("Wrapping paper", 590), ("Calligraphy course", 6900), ("Eraser", 220)]),
    (5, "Comic Kontor", &[("Graphic novel", 2490), ("Manga volume", 850), ("Manga box", 5900), ("Comic single", 450), ("Poster", 1690), ("Figure", 4900), ("Card sleeves", 690), ("Dice set", 1290), ("Board game", 3990), ("Tote bag", 1490), ("Artbook", 4500), ("Signed print", 7900)]),
];
