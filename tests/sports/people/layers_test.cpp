// Zones and counts on the picture: where they lie, what they say, and that nothing is said of a
// field that is not there.
#include "sports/people/layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sports/people/facts.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kWide = 640, kHigh = 360, kGrey = 90;

std::shared_ptr<const PeoplePlan> zoned_plan(std::vector<Zone> zones) {
  return std::make_shared<const PeoplePlan>(PeoplePlan{{"person"}, -1, {{}, std::move(zones)}});
}

PeopleRecord record_of(std::shared_ptr<const PeoplePlan> plan, int people, int inside) {
  PeopleRecord record;
  record.people = std::vector<int>{people};
  for (std::size_t i = 0; i < plan->zones.zones.size(); ++i) {
    ZoneFigures figures;
    figures.inside = inside;
    figures.visits = inside;
    figures.dwell_total_s = 41.0 * inside;
    figures.dwell_mean_s = 41.2;
    record.zones.push_back(figures);
  }
  record.plan = std::move(plan);
  return record;
}

/// A grey picture with what the layers draw on it.
struct Picture {
  explicit Picture(const FieldSpec& field = {},
                   std::vector<std::string> layers = {"zones", "status"}) {
    OverlayOptions options;
    options.classes = {"person"};
    options.view = {"tracking", std::move(layers)};
    options.sport_layers = people_layers;
    options.field = field;
    auto made = Overlay::create(options, info);
    if (!made) ADD_FAILURE() << made.error().message;
    overlay = std::move(*made);
  }
  /// The texts that stand on it.
  std::vector<std::string> draw(const PeopleRecord& record, const FieldView* view = nullptr) {
    for (int p = 0; p < 3; ++p)
      for (int y = 0; y < image.plane(p).height; ++y)
        std::fill_n(image.plane(p).row(y), image.plane(p).width, std::uint8_t{kGrey});
    Scene scene;
    scene.record = &record;
    scene.view = view;
    overlay->draw(image, scene);
    std::vector<std::string> texts;
    for (const auto& text : overlay->drawn()) texts.push_back(text.text);
    return texts;
  }
  [[nodiscard]] int luma(int x, int y) const { return image.plane(0).row(y)[x]; }

  FrameInfo info{PixelFormat::i420, kWide, kHigh, {}, {}};
  Pool pool{image_bytes(info)};
  Image image{info, pool};
  std::unique_ptr<Overlay> overlay;
};

const Zone kDoor{"door", {{100, 60}, {500, 60}, {560, 240}, {60, 240}}, ZoneSpace::picture};

TEST(PeopleLayers, AZoneIsFilledEvenlyAndNamed) {
  Picture picture;
  const auto texts = picture.draw(record_of(zoned_plan({kDoor}), 12, 3));
  EXPECT_THAT(texts, ::testing::ElementsAre("door  3", "12 people   door: 3 inside, 41 s mean"));
  std::set<int> inside;
  for (int y = 120; y < 230; ++y)
    for (int x = 120; x < 480; ++x) inside.insert(picture.luma(x, y));
  EXPECT_EQ(inside.size(), 1U) << "no seam between its pieces";
  EXPECT_NE(*inside.begin(), kGrey);
  for (const auto& [x, y] : {std::pair{30, 150}, std::pair{590, 150}, std::pair{300, 30}})
    EXPECT_EQ(picture.luma(x, y), kGrey) << "outside nothing is touched";
  EXPECT_GT(picture.luma(300, 240), *inside.begin()) << "the outline stands out";
  const Box name = picture.overlay->drawn()[0].box;
  EXPECT_TRUE(contains(kDoor.polygon, {name.x, name.y}));
  EXPECT_LT(name.bottom(), 100) << "high up, where it hides nobody's feet";
}

TEST(PeopleLayers, WithoutAFieldNothingIsSaidOfCalibration) {
  Picture picture;
  for (const auto& text : picture.draw(record_of(zoned_plan({}), 1, 0)))
    EXPECT_EQ(text, "1 person");
  PeopleRecord unknown;
  unknown.plan = zoned_plan({});
  EXPECT_THAT(picture.draw(unknown), IsEmpty()) << "nothing to say, no panel";
  FieldSpec field;
  field.length_m = 40;
  field.width_m = 20;
  Picture fielded(field);
  EXPECT_THAT(fielded.draw(record_of(zoned_plan({}), 2, 0)).at(0), HasSubstr("Not calibrated"));
}

TEST(PeopleLayers, AZoneOfTheFieldIsDrawnWhereTheCameraSeesIt) {
  FieldSpec field;
  field.length_m = 40;
  field.width_m = 20;
  Picture picture(field, {"zones"});
  const Zone half{"half", {{-20, -10}, {0, -10}, {0, 10}, {-20, 10}}, ZoneSpace::field};
  const auto record = record_of(zoned_plan({half}), 2, 1);
  EXPECT_THAT(picture.draw(record), IsEmpty()) << "not calibrated: nobody knows where it lies";
  EXPECT_EQ(picture.luma(160, 180), kGrey);
  FieldView view;  // from straight above, 10 pixels a metre
  view.state = CalibrationState::measured;
  view.size = {kWide, kHigh};
  view.image_from_field.m = {10, 0, 320, 0, 10, 180, 0, 0, 1};
  view.field_from_image = *inverse(view.image_from_field);
  EXPECT_THAT(picture.draw(record, &view), ::testing::ElementsAre("half  1"));
  EXPECT_NE(picture.luma(160, 250), kGrey);
  EXPECT_EQ(picture.luma(400, 250), kGrey) << "the other half";
}

TEST(PeopleLayers, MoreZonesThanTheLineHoldsAreCounted) {
  std::vector<Zone> zones(30, kDoor);
  for (std::size_t i = 0; i < zones.size(); ++i) zones[i].name = fmt::format("gate {} \xC3\xA9", i);
  PeopleFacts facts;
  const std::string text(facts.of(record_of(zoned_plan(zones), 5, 1)));
  EXPECT_LE(text.size(), 300U);
  EXPECT_THAT(text, HasSubstr("   gate 0 \xC3\xA9: 1 inside, 41 s mean"));
  EXPECT_THAT(text, ::testing::ContainsRegex("   and [0-9]+ more$"));
  Picture picture;
  const auto texts = picture.draw(record_of(zoned_plan(zones), 5, 1));
  for (const auto& shown : texts) EXPECT_THAT(shown, Not(HasSubstr("\xEF\xBF\xBD")));
}

TEST(PeopleFacts, LongStaysAreMinutesAndTheUnknownIsSaid) {
  PeopleFacts facts;
  auto record = record_of(zoned_plan({kDoor}), 1, 2);
  record.zones[0].dwell_mean_s = 600.0;
  EXPECT_EQ(facts.of(record), "   1 person   door: 2 inside, 10 min mean");
  record.zones[0].inside = Known<int>::none("no calibration");
  record.zones[0].dwell_mean_s = Known<double>::none("nobody has been inside yet");
  EXPECT_EQ(facts.of(record), "   1 person   door: not known");
}

}  // namespace
}  // namespace touchline
