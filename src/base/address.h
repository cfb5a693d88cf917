// Addresses carry secrets: users and passwords, tokens, stream keys. Nothing that a person or
// another program reads may hold one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace touchline {

/// "scheme://userinfo@host/path?query#fragment", each part without its mark; views of the text.
struct Address {
  std::string_view scheme, user_info, host, path, query, fragment;
  bool has_user_info = false, has_query = false, has_fragment = false;
};

/// Splits `url`; nothing when it is no address. A password may hold '/', '?', '#' and '@' as
/// people type them: where what stands before the first '/' is no host with a port, the user's part
/// goes on to a later '@'.
std::optional<Address> parse_address(std::string_view url);

/// `url` as it may be shown. Hidden, as "***": user and password; every value of the query but
/// those of a few keys that are known to be harmless, a query without a key, the same in a part of
/// the path that is written as key=value; the fragment; what follows the application in an RTMP
/// address. A path or anything else is left alone. Showing what is shown changes nothing.
std::string redacted(std::string_view url);

/// `url` with what would end the user's part early written as %xx, as libraries want it.
std::string with_encoded_user(std::string_view url);

/// Why it cannot be told which host `url` means, and what to do; empty when it can. Parsers part
/// there: what one takes for a password is another's host.
std::string ambiguity_of(std::string_view url);

/// Keeps what is secret in `url`, so that redact() finds it in what a library says of it in its own
/// words. Called for every address before it is opened.
void remember_secrets(std::string_view url);

/// The same for a word of the command line that is, or ends with, an address: it may hold blanks.
void remember_secrets_of_word(std::string_view word);

/// `text` with every address in it redacted, and every remembered secret gone.
std::string redact(std::string_view text);

/// What may leave the program as a message: redacted, valid UTF-8, without control characters.
std::string shown(std::string_view text);

}  // namespace touchline
