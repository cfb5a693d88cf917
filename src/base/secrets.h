// What must not be said, as it stands in the addresses that were opened.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace touchline {

/// Callable from any thread.
class Secrets {
 public:
  /// Those of this process.
  static Secrets& known();

  /// The whole of an address, and what is shown for it.
  void add_address(std::string_view url, std::string_view shown);
  /// Also its pieces, for a library may have split it at a '/' or '@' in it.
  void add_password(std::string_view password);
  /// A value of a query or a stream key. Short ones are words of every message: left alone.
  void add_token(std::string_view token);

  /// `text` with "***" for each secret that stands in it as a word of its own.
  [[nodiscard]] std::string hide(std::string_view text) const;

 private:
  struct Entry {
    std::string secret, shown;
    bool word = true;  ///< only where no letter or digit touches it
  };
  void add(std::string_view secret, std::string_view shown, bool word, std::size_t shortest);

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;  ///< the longest first: one may hold another
};

}  // namespace touchline
