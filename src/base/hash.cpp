#include "base/hash.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>

namespace touchline {
namespace {

using UniqueDigest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

UniqueDigest start() {
  UniqueDigest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
  return digest;
}

std::string finish(EVP_MD_CTX* digest) {
  std::array<unsigned char, 32> bytes{};
  EVP_DigestFinal_ex(digest, bytes.data(), nullptr);
  std::string hex;
  for (const auto byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

std::string sha256(std::string_view text) {
  const auto digest = start();
  EVP_DigestUpdate(digest.get(), text.data(), text.size());
  return finish(digest.get());
}

Result<std::string> sha256_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::io, path, "cannot read '{}' to hash it", path);
  const auto digest = start();
  std::array<char, 1 << 16> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0)
    EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(file.gcount()));
  return finish(digest.get());
}

}  // namespace touchline
