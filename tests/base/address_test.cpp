// Nothing secret of an address is shown, however it was typed and whoever repeats it.
#include "base/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/result.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Redacted, ShowsWhereNotWho) {
  const struct {
    const char *url, *shown;
  } kCases[] = {
      {"rtsp://user:pw@host/live", "rtsp://***@host/live"},
      {"http://token@host/a.ts", "http://***@host/a.ts"},
      {"rtsp://user:p@ss@host", "rtsp://***@host"},
      {"rtsp://user:pa/ss@host/live", "rtsp://***@host/live"},
      {"rtsp://user:pa?s#s@host:554/live", "rtsp://***@host:554/live"},
      {"rtsp://user:p a'ss@host/live", "rtsp://***@host/live"},
      {"rtsp://user:p@s/s@host/live", "rtsp://***@host/live"},
      {"rtsp://user:12/34@host/live", "rtsp://***@host/live"},
      {"rtsp://user:p%40ss%2F@[fe80::1]:554/", "rtsp://***@[fe80::1]:554/"},
      {"rtsp://user:pass/live", "rtsp://user:***/live"},  // its '@' is missing
      {"http://h/a.ts?token=S", "http://h/a.ts?token=***"},
      {"http://h/a?password=S&channel=2;X-Amz-Signature=S",
       "http://h/a?password=***&channel=2;X-Amz-Signature=***"},
      {"http://h/a?S", "http://h/a?***"},
      {"http://h/a?c2VjcmV0==", "http://h/a?***"},
      {"http://h/a?channel=not-a-number-but-quite-long", "http://h/a?channel=***"},
      {"http://h/a?=S", "http://h/a?***"},
      {"http://h/a?mail=a@b", "http://h/a?mail=***"},
      {"http://h/a?", "http://h/a?"},
      {"http://h/a#access_token=S", "http://h/a#***"},
      {"http://h/hdnts=exp=1~hmac=S/a.m3u8", "http://h/hdnts=***/a.m3u8"},
      {"rtsp://h/user=admin&password=S&channel=1", "rtsp://h/user=***&password=***&channel=1"},
      {"srt://h:9000?mode=caller&passphrase=S", "srt://h:9000?mode=caller&passphrase=***"},
      {"rtmp://h/app/KEY", "rtmp://h/app/***"},
      {"rtmps://u:p@h:443/app/a/KEY?x=S", "rtmps://***@h:443/app/***?x=***"},
      {"http://proxy/http://u:p@h/a", "http://proxy/http://***@h/a"},
      {"concat:http://h/a?t=S|http://u:p@h/b", "concat:http://h/a?t=***|http://***@h/b"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(redacted(c.url), c.shown);
    EXPECT_EQ(redacted(c.shown), c.shown) << "twice is as once";
  }
}

TEST(Redacted, WhateverCharactersAPasswordHolds) {
  const std::string marks = "/?#@:%&=;. ";
  for (const char a : marks) {
    for (const char b : marks) {
      const auto url = fmt::format("rtsp://user:Xq{}Vw{}Zk@camera:554/live", a, b);
      const auto shown = redacted(url);
      for (const char* part : {"user", "Xq", "Vw", "Zk"})
        EXPECT_THAT(shown, Not(HasSubstr(part))) << url;
      EXPECT_EQ(redacted(shown), shown);
      const auto queried = redacted(fmt::format("http://h/a?key=Xq{}Vw{}Zk", a, b));
      for (const char* part : {"Xq", "Vw", "Zk"}) {
        // After '&' or ';' another key begins.
        const bool is_key = a == '&' || a == ';' || b == '&' || b == ';';
        if (!is_key) {
          EXPECT_THAT(queried, Not(HasSubstr(part))) << a << b;
        }
      }
    }
  }
}

TEST(Redacted, LeavesTheRestAlone) {
  for (const char* text :
       {"", "clip.mp4", "a?token=b.mp4", "http://host/a@b", "http://host:80/a", "me@home", "://",
        "x://", "file:///a?b@c#d", "rtsp://[::1]/a", "http://h/?channel=1&subtype=0"})
    EXPECT_EQ(redacted(text), text);
}

TEST(Redact, FindsAddressesInText) {
  EXPECT_EQ(redact("a http://u@h and https://x:y@z:8/p?q=1 b"),
            "a http://***@h and https://***@z:8/p?q=*** b");
  EXPECT_EQ(redact("'rtsp://a:b@c'"), "'rtsp://***@c'");
  EXPECT_EQ(redact("http://h/a?t=S: no answer"), "http://h/a?t=***: no answer");
  EXPECT_EQ(redact("(see http://h/a?t=S)."), "(see http://h/a?t=***).");
  EXPECT_EQ(redact("5http://u:p@h/"), "5http://***@h/");
}

TEST(Redact, KnowsTheSecretsOfWhatWasOpened) {
  remember_secrets("rtsp://viewer:q7/zk w@camera/live?auth=tok3n-of-mine&mode=play");
  EXPECT_EQ(redact("no port in viewer:q7/zk w"), "no port in viewer:***");
  EXPECT_EQ(redact("host 'q7' not found, token tok3n-of-mine"), "host '***' not found, token ***");
  EXPECT_EQ(redact("rtsp://viewer:q7/zk w@camera/live?auth=tok3n-of-mine&mode=play: gone"),
            "rtsp://***@camera/live?auth=***&mode=play: gone");
  EXPECT_EQ(redact("q70 faq7"), "q70 faq7") << "a part of another word is another word";
  remember_secrets("rtsp://viewer:a%2Fbc@camera/");
  EXPECT_EQ(redact("cannot log in with a/bc"), "cannot log in with ***");
  remember_secrets("rtmp://h/app/key-5521");
  EXPECT_EQ(redact("play of 'key-5521' refused"), "play of '***' refused");
}

TEST(Address, OpensWhatPeopleType) {
  EXPECT_EQ(with_encoded_user("rtsp://user:pa/s s@host/a@b?c"),
            "rtsp://user:pa%2Fs%20s@host/a@b?c");
  EXPECT_EQ(with_encoded_user("http://u:p@ss%2F@h/"), "http://u:p%40ss%2F@h/");
  EXPECT_EQ(with_encoded_user("http://host:80/a@b"), "http://host:80/a@b");
}

TEST(Address, AsksTheHostThatEveryParserMeans) {
  for (const char* url :
       {"http://us:pa@ss/x@host/", "http://us:pa@ss?x@host/", "http://us:pa@ss#x@host/",
        "http://good\\@evil/", "http://us:p\\w@host/", "http:///evil/x@host/", "http:///a.ts",
        "http://good\t.evil/", "http://us:pw@ho\nst/", "http://us@"})
    EXPECT_NE(ambiguity_of(url), "") << url;
  for (const char* url :
       {"rtsp://us:pw@host:554/live", "http://us:p@ss@host/a", "rtsp://us:pa/ss@host/live",
        "http://host/a@b", "http://host:80/a@b", "http://us:pw@host/a?mail=a@b", "srt://host:9000",
        "udp://@239.0.0.1:1234", "http://[fe80::1]:80/a", "concat:http://h/a|http://h/b",
        "clip.mp4", "file:///a@b"})
    EXPECT_EQ(ambiguity_of(url), "") << url;
}

TEST(Redact, KnowsAPasswordWithBlanksOfTheCommandLine) {
  remember_secrets_of_word("--model=rtsp://viewer:my Qrst8 word@camera/x");
  EXPECT_EQ(redact("'check' does not expect 'rtsp://viewer:my Qrst8 word@camera/x'."),
            "'check' does not expect 'rtsp://***@camera/x'.");
}

TEST(Fail, AnErrorHoldsNeitherSecretsNorControlCharacters) {
  const auto error = fail(Errc::io, "http://u:p@h/a", "{}: caf\xe9 \x1b[2J\n", "http://h/?key=S");
  EXPECT_EQ(error.message, "http://h/?key=***: caf\ufffd \ufffd[2J ");
  EXPECT_EQ(error.where, "http://***@h/a");
}

}  // namespace
}  // namespace touchline
