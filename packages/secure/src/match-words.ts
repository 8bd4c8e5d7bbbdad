/**
 * The words that people compare: 1,024, so that each stands for ten bits. English, known to everybody, harmless, alike
 * to no other by ear or eye: no homophones, no two with the same first four letters, no two that differ in one letter.
 * The order is part of the protocol: a word is never moved or replaced without a new protocol version.
 */
export const MATCH_WORDS: readonly string[] = (
  'abacus acorn acrobat actor airport album alcove algebra almanac alphabet alpine amber amount ample ' +
  'anchor angle animal answer antenna antique anvil apricot apron aquarium arcade archer arena armchair ' +
  'artist atlas atom auburn avenue avocado awake azure backpack bacon badge bagel bakery balcony ballad ' +
  'bamboo banana banjo barn barrel basil basket bathtub battery bedroom beehive beetle benefit bicycle ' +
  'birch birthday biscuit bistro blanket blazer blender blossom blouse blue bobbin bolt bonnet bookshop ' +
  'bottle bounce bowling bracket branch breeze bridge bright brisk bronze broom brown brush bubble bucket ' +
  'buffalo builder bulb bundle bungalow bunny burger bushel butler button cabbage cabin cable cactus ' +
  'caddy calm camel campus canal candle canoe canyon captain caramel carbon cargo carnival carol carpet ' +
  'cartoon carve cascade castle casual cavern caviar celery cement central chair chalk champion channel ' +
  'chapter charm cheese chef chemist cherry chess chicken chimney chisel chorus chunk cider cinema ' +
  'cinnamon circle citrus city clam clarinet classic clean clever cliff climate clip clock cloth cloud ' +
  'clown club cluster coach coaster cobble coconut coffee collar comet comfort comma compass concert ' +
  'condor confetti convoy cookie copper corduroy corner cosmos cottage country couple cousin crane crayon ' +
  'cream crescent cricket crocus crop cross crowd crystal cube cucumber culture cupboard curious curl ' +
  'curtain cushion custard cutlery cycle cypress dairy damson dancer dazzle debate decade deck degree ' +
  'delight delta deluxe denim design detail detect device diagram diamond diary dice dictate diesel diet ' +
  'digital dinner dinosaur diploma direct disco dish distance ditch diver divide dizzy doll dolphin ' +
  'domain domino doorbell double dove dragon drawer dressing drift drive drum dune durable dynamo eagle ' +
  'earth easel east echo eclipse economy edition educate effort eggplant elbow elder electric elegant ' +
  'elephant elevator elmtree embark emblem embrace emerald emotion enamel encore endless energy engine ' +
  'enjoy envelope epic evening example exchange exhibit exotic expert explore express fabric factory ' +
  'faculty falcon family famous farmer fashion fasten feather fence fern fertile festival fiction fidget ' +
  'field figure film finch finish firefly fiscal fisher fitness flag flamingo flannel flash flavor fleece ' +
  'flight floor flute foam focus foggy food football forest formula fortune fossil fountain frame freckle ' +
  'fresh friend frog frost frozen furnish fusion future gadget galaxy gallery garage garden garlic ' +
  'gazelle gear gecko gelatin gemstone general genius geology gibbon gift giggle giraffe glacier glass ' +
  'gleam glider glimpse globe glossy goblet goggles golden golf gondola goose gopher grain gravel green ' +
  'grid grocer group grow guide guitar gumdrop guzzle gymnast haddock halibut hammer hamster hang harmony ' +
  'harp harvest hatbox haven hawk hazel headline helmet helper herald heritage heron hexagon hiccup ' +
  'hickory hidden hike hiking hill hinge hobby hockey hoist holiday hollow honey hopeful horizon hornet ' +
  'hotel house hover hubcap human husky hybrid hydrant iceberg icicle icon idea igloo iguana image indigo ' +
  'indoor initial inkwell inlet insect inside invite iodine iris ivory jackal jaguar javelin jazz jelly ' +
  'jester jigsaw jingle jogging joint joker journal jovial joyful jubilee juggle juice jumbo jupiter ' +
  'justice kangaroo karate kayak keeper kelp kettle kindle kingdom kiosk kitchen kite kitten kiwi ' +
  'knapsack label lace ladder ladle lagoon lamp language lantern laser lasso latitude launch laurel ' +
  'lavender lawn leader league ledger legend lemon length lens lentil leopard letter liberty library ' +
  'lifeboat lilac limber lime linen lion lipstick liquid lively lizard loaf lobster locket lodge lofty ' +
  'look lotus lounge luggage lullaby lupin luxury lyric macaroni machine madam magenta magic magnet ' +
  'mahogany makeup mammoth mango mansion maple marble margin marigold market maroon marsh mascot master ' +
  'matrix mattress maximum meadow measure mechanic medium melody memory menu merchant mermaid message ' +
  'method metro micro midnight mighty migrate milk minimum mint minute miracle mirror mixture model ' +
  'monitor monkey monument moon morsel mosaic moss motor muffin mulberry multiply mural museum mushroom ' +
  'music nachos napkin narrow nation nebula necklace nectar needle neptune neutral nickel noodle normal ' +
  'notebook novel nutmeg oasis oatmeal object oblong observe ocean octagon octopus office ointment omelet ' +
  'onion online onyx opal opera optical orange orbit orchard order oregano origin ornate osprey ostrich ' +
  'otter outdoor outfit outside oven oxygen oyster packet paddle pagoda painter palace pamphlet pancake ' +
  'panel panorama panther paper paprika parade parent park parrot parsley passage pasta patrol paving ' +
  'peacock peanut pebble pelican pencil pendant penguin pension pepper perfect petunia photo physics ' +
  'piano piccolo pickle picnic picture pigment pillow pilot pink pioneer pipeline pirate pizza placard ' +
  'planet plaster platform plaza pleasant plenty plug podium poem poetry polar polite pond popcorn poppy ' +
  'porch portrait postcard potato pottery practice prairie premium present pretzel primary prism private ' +
  'prize produce promise pudding pulley pulse pumpkin punch pupil puppet purchase purple pyramid quality ' +
  'quantum quarter queen quiet quiz raccoon radar radio raft ragtime railway rainbow raisin rally rattle ' +
  'recipe redwood reef reflect refresh region regular reindeer relax relish remind repair report reptile ' +
  'rescue retire return reunion reward rhubarb ripple robin robot rodeo rosemary rotate round royal ' +
  'rubber ruby rucksack rudder ruler runner rustic safari saffron saga salad salute sapphire sardine ' +
  'satchel saturn saucer scallop scanner scarf school science scooter scout script scroll sculptor season ' +
  'section sedan segment select sensor sequel serenade sesame shadow shallow shark shawl sheep shelf ' +
  'shield shine shirt shovel shower shuffle sibling siesta signal silent silver singer siren sketch ' +
  'skipper skylark slalom slate sleeve slice slogan smile smooth snail sneaker soap soccer social soil ' +
  'sonata song soprano soybean spaniel sparrow spectrum speech sphere spinach spiral splash spoon sport ' +
  'spring square stable stadium stamp stand statue steam stereo stocking stone street studio sturdy ' +
  'suburb subway success sugar suitcase summer sunset surface sushi swan sweater swim swing symphony ' +
  'syrup system tackle taco tadpole tailor tandem tanker tapestry target tarragon taxi teacher teapot ' +
  'teaspoon telegram tennis tent terrace texture thermal thicket thimble thistle thread thrifty thunder ' +
  'tiger tiny tiptoe tissue tomorrow tonic topaz tortoise toucan tourist tower tractor traffic trail tram ' +
  'treasure tree triangle tribute trolley trombone trophy trumpet trunk tugboat tulip tumbler tundra ' +
  'tunnel turbine turkey turnip turtle twig twilight twist ultra umbrella unicorn uniform unique unit ' +
  'unlock unpack upgrade uphill upright upstairs urban usher utensil utopia vacuum vanilla varnish vault ' +
  'vehicle velvet venture veranda vessel veteran vibrate victory video view village vinegar vintage viola ' +
  'vivid voice volume voucher voyage waffle wagon walkway walnut walrus waltz washer water weekend ' +
  'welcome wheat whisker width wigwam winter wisdom wombat woodland yearbook yogurt zenith zephyr zigzag ' +
  'zipper zodiac zoology'
).split(' ');

/** Bytes that the words are made of: 30 of these 32 bits. */
export const WORD_BYTES = 4;

/** Three words for {@link WORD_BYTES} bytes, ten bits each, the highest first. */
export function matchWords(bytes: Uint8Array): readonly string[] {
  const bits = new DataView(bytes.buffer, bytes.byteOffset, WORD_BYTES).getUint32(0);
  return [22, 12, 2].map((shift) => {
    const word = MATCH_WORDS[(bits >>> shift) & 1023];
    if (word === undefined) throw new RangeError('the list of words is too short');
    return word;
  });
}
