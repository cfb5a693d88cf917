#include "base/json_line.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "base/json_dump.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// What one call writes.
template <class Write>
std::string written(Write write) {
  JsonLine line;
  write(line);
  return std::string(line.take());
}
std::string string_of(std::string_view text) {
  return written([&](JsonLine& line) { line.string(text); });
}
template <int Places>
std::string decimal_of(double value) {
  return written([&](JsonLine& line) { line.decimal<Places>(value); });
}
template <class Value>
std::string number_of(Value value) {
  return written([&](JsonLine& line) { line.number(value); });
}
std::string real_of(double value) {
  return written([&](JsonLine& line) { line.real(value); });
}

TEST(JsonLine, PlacesCommasBetweenValuesAtEveryDepth) {
  const auto text = written([](JsonLine& line) {
    line.begin_object();
    line.key("none").begin_array();
    line.end_array();
    line.key("empty").begin_object();
    line.end_object();
    line.key("list").begin_array();
    line.integer(-3);
    line.begin_object();
    line.key("a").boolean(true);
    line.text_key("b").null();
    line.end_object();
    line.begin_array();
    line.string("x");
    line.string("y");
    line.end_array();
    line.boolean(false);
    line.end_array();
    line.key("last").decimal<1>(0.25);
    line.end_object();
  });
  EXPECT_EQ(text, R"({"none":[],"empty":{},"list":[-3,{"a":true,"b":null},["x","y"],false],)"
                  R"("last":0.3})");
}

TEST(JsonLine, WritesArraysOnTheSpot) {
  const auto text = written([](JsonLine& line) {
    line.begin_array();
    line.decimals<2>(1, 2.5F, -0.125);
    line.numbers(0.1F, 0.1, 7, std::int64_t{8});
    const double more[] = {1e-7, 1.0 / 3, 1e300};
    line.numbers(more);
    const std::int64_t whole[] = {5, -6};
    line.integers(whole);
    line.integers({});
    line.end_array();
  });
  EXPECT_EQ(text, "[[1,2.5,-0.13],[0.1,0.1,7,8],[1e-07,0.3333333333333333,1e+300],[5,-6],[]]");
}

TEST(JsonLine, NothingIsNull) {
  const auto text = written([](JsonLine& line) {
    line.begin_array();
    line.integer(std::optional<std::int64_t>());
    line.integer(std::optional<std::int64_t>(4));
    line.decimal<2>(std::optional<double>());
    line.decimal<2>(std::optional<double>(4));
    line.real(std::optional<double>());
    line.real(std::optional<double>(4));
    line.end_array();
  });
  EXPECT_EQ(text, "[null,4,null,4,null,4.0]");
}

TEST(JsonLine, EscapesWhatItMustAndNothingElse) {
  EXPECT_EQ(string_of("plain text/path"), R"("plain text/path")");
  EXPECT_EQ(string_of(""), R"("")");
  EXPECT_EQ(string_of("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(string_of("\b\t\n\f\r"), R"("\b\t\n\f\r")");
  EXPECT_EQ(string_of(std::string_view("\0\x1f", 2)), R"("\u0000\u001f")");
  EXPECT_EQ(string_of("\x7f Müller 东京 😀"), "\"\x7f Müller 东京 😀\"");
  const auto key = written([](JsonLine& line) {
    line.begin_object();
    line.text_key("a\"\xff").integer(1);
    line.text_key("\n").integer(2);
    line.end_object();
  });
  EXPECT_EQ(key, "{\"a\\\"\xEF\xBF\xBD\":1,\"\\n\":2}");
}

TEST(JsonLine, AnyBytesBecomeTheTextThatDocumentsHave) {
  std::mt19937 random(1);
  // Mostly pieces of characters, so that many are cut short, overlong or surrogates.
  const std::string alphabet(
      "\x00\x01\n\"\\ aZ\x7f\x80\xbf\xc0\xc2\xe0\xa0\xed\x9f\xf0\x90\xf4\xff", 22);
  std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1), size(0, 40);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(size(random), ' ');
    for (char& c : text) c = alphabet[letter(random)];
    ASSERT_EQ(string_of(text), json_dump(Json(text))) << i;
    ASSERT_TRUE(Json::accept(string_of(text))) << i;
  }
}

TEST(JsonLine, DecimalsAreShortAndExact) {
  EXPECT_EQ(decimal_of<3>(0), "0");
  EXPECT_EQ(decimal_of<3>(-0.0), "0");
  EXPECT_EQ(decimal_of<3>(-0.0004), "0");
  EXPECT_EQ(decimal_of<3>(1.5), "1.5");
  EXPECT_EQ(decimal_of<3>(-0.25), "-0.25");
  EXPECT_EQ(decimal_of<3>(100), "100");
  EXPECT_EQ(decimal_of<3>(10.05), "10.05");
  EXPECT_EQ(decimal_of<3>(999.9996), "1000");
  EXPECT_EQ(decimal_of<3>(-999'999'999'999.0), "-999999999999");
  EXPECT_EQ(decimal_of<3>(1e12), "null");
  EXPECT_EQ(decimal_of<3>(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(decimal_of<3>(std::nan("")), "null");
  for (int i = -20'000; i < 20'000; i += 7) {
    const double v = i / 1000.0;
    ASSERT_EQ(std::strtod(decimal_of<3>(v).c_str(), nullptr), v);
  }
}

TEST(JsonLine, NumbersKeepEveryBit) {
  EXPECT_EQ(number_of(3.0), "3");
  EXPECT_EQ(number_of(-0.0), "-0");
  EXPECT_EQ(number_of(0.1F), "0.1");
  EXPECT_EQ(number_of(std::nan("")), "null");
  EXPECT_EQ(number_of(std::numeric_limits<float>::infinity()), "null");
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    double d = 0;
    float f = 0;
    std::memcpy(&d, &bits, sizeof d);
    std::memcpy(&f, &bits, sizeof f);
    if (std::isfinite(d)) {
      ASSERT_EQ(std::strtod(number_of(d).c_str(), nullptr), d);
      ASSERT_EQ(Json::parse(number_of(d)).get<double>(), d);
    }
    if (std::isfinite(f)) {
      ASSERT_EQ(std::strtof(number_of(f).c_str(), nullptr), f);
    }
  }
}

TEST(JsonLine, RealNumbersAreWrittenAsDocumentsHaveThem) {
  EXPECT_EQ(real_of(3), "3.0");
  EXPECT_EQ(real_of(-0.0), "-0.0");
  EXPECT_EQ(real_of(1e-5), "1e-05");
  EXPECT_EQ(real_of(2.5), "2.5");
  EXPECT_EQ(real_of(std::nan("")), "null");
  std::mt19937_64 random(3);
  std::uniform_int_distribution<std::int64_t> digits(-999'999'999'999, 999'999'999'999);
  std::uniform_int_distribution<int> exponent(-20, 2);
  for (int i = 0; i < 100'000; ++i) {
    const double value = static_cast<double>(digits(random)) * std::pow(10.0, exponent(random));
    ASSERT_EQ(real_of(value), json_dump(Json(value)));
    ASSERT_EQ(std::strtod(real_of(value).c_str(), nullptr), value);
    ASSERT_TRUE(Json::parse(real_of(value)).is_number_float());
  }
}

TEST(JsonLine, KeepsOneReasonPerFieldInTheOrderOfTheNulls) {
  JsonLine line;
  for (int n = 0; n < 2; ++n) {  // the reasons of one line are not those of the next
    line.begin_object();
    line.key("a").null("list.a", "not \"seen\"");
    line.key("b").null("b", "first");
    line.key("c").null("b", "second");
    line.why("d", "there are none");
    line.why_null();
    line.end_object();
    EXPECT_EQ(line.take(), R"({"a":null,"b":null,"c":null,"why_null":{"list.a":"not \"seen\"",)"
                           R"("b":"first","d":"there are none"}})");
  }
  line.begin_object();
  line.why_null();
  line.end_object();
  EXPECT_EQ(line.take(), R"({"why_null":{}})");
}

TEST(JsonLine, IsTakenPieceByPiece) {
  JsonLine line;
  std::string all;
  line.begin_object();
  line.key("rows").begin_array();
  for (int i = 0; i < 3; ++i) {
    line.new_line();
    all += line.take();
    line.begin_array();
    line.integer(i);
    all += line.take();
    line.integer(i);
    line.end_array();
  }
  line.end_array();
  line.new_line();
  line.key("more").boolean(true);
  all += line.take();
  line.end_object();
  all += line.take();
  EXPECT_EQ(all, "{\"rows\":[\n[0,0],\n[1,1],\n[2,2]],\n\"more\":true}");
  EXPECT_EQ(line.take(), "");
  line.boolean(true);
  EXPECT_EQ(line.take(), "true");
  line.boolean(false);
  EXPECT_EQ(line.take(), "false");
}

TEST(JsonLine, IsNotAllocatedAgain) {
  JsonLine line;
  const std::string text(5000, 'x');
  line.string(text);
  const auto* const memory = line.take().data();
  for (int i = 0; i < 100; ++i) {
    line.string(text);
    EXPECT_EQ(line.take().data(), memory);
  }
}

/// Random values, written beside the documents that they are.
class Twin {
 public:
  explicit Twin(unsigned seed) : random_(seed) {}
  Json value(JsonLine& line, int depth) {
    switch (pick(depth > 0 ? 8 : 6)) {
      case 0:
        line.null();
        return nullptr;
      case 1: {
        const bool v = pick(2) == 1;
        line.boolean(v);
        return v;
      }
      case 2: {
        const auto v = static_cast<std::int64_t>(bits_(random_));
        line.integer(v);
        return v;
      }
      case 3: {
        const double v = std::ldexp(static_cast<double>(bits_(random_)), pick(120) - 100);
        line.real(v);
        return v;
      }
      case 4: {
        const double v = round_decimal<3>(pick(2'000'000) / 1000.0 - 1000);
        line.decimal<3>(v);
        return v;
      }
      case 5: {
        const auto v = text();
        line.string(v);
        return v;
      }
      case 6: {
        Json all = Json::array();
        line.begin_array();
        for (int n = pick(5); n > 0; --n) all.push_back(value(line, depth - 1));
        line.end_array();
        return all;
      }
      default: {
        Json all = Json::object();
        line.begin_object();
        for (int n = pick(5); n > 0; --n) {
          const auto key = fmt::format("{}{}", n, text());
          line.text_key(key);
          all[key] = value(line, depth - 1);
        }
        line.end_object();
        return all;
      }
    }
  }

 private:
  int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  std::string text() {
    const char* const kPieces[] = {"a", "\"", "\\", "\n", "\x01", "é", "😀", " ", "/"};
    std::string all;
    for (int n = pick(12); n > 0; --n) all += kPieces[pick(9)];
    return all;
  }
  std::mt19937 random_;
  std::uniform_int_distribution<std::int64_t> bits_{std::numeric_limits<std::int64_t>::min(),
                                                    std::numeric_limits<std::int64_t>::max()};
};

TEST(JsonLine, WhatIsWrittenReadsAsTheSameValues) {
  JsonLine line;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const Json expected = Twin(seed).value(line, 5);
    const std::string text(line.take());
    ASSERT_EQ(Json::parse(text), expected) << text;
  }
}

}  // namespace
}  // namespace touchline
