#include "core/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "core/error.h"
#include "core/files/regular_file.h"
#include "core/process/interrupt.h"

namespace affekt {

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) {}
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EVP_MD_CTX* context;
  bool finished = false;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  AFFEKT_CHECK(state_->context != nullptr, "OpenSSL has no memory");
  AFFEKT_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "OpenSSL has no SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::update(const void* data, size_t num_bytes) {
  AFFEKT_CHECK(!state_->finished, "update after finish");
  AFFEKT_CHECK(EVP_DigestUpdate(state_->context, data, num_bytes) == 1, "EVP_DigestUpdate");
}

std::string Sha256::finish() {
  AFFEKT_CHECK(!state_->finished, "finish called twice");
  state_->finished = true;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int num_bytes = 0;
  AFFEKT_CHECK(EVP_DigestFinal_ex(state_->context, bytes.data(), &num_bytes) == 1, "EVP_DigestFinal_ex");
  std::string hex;
  for (unsigned int i = 0; i < num_bytes; ++i) {
    hex += "0123456789abcdef"[bytes[i] >> 4];
    hex += "0123456789abcdef"[bytes[i] & 15];
  }
  return hex;
}

std::string sha256_of(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.finish();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  const std::string irregular = why_not_regular_file(path);
  if (!irregular.empty()) throw DataError(path.string() + ": cannot read: " + irregular);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) throw DataError(path.string() + ": cannot read: " + std::strerror(errno));
  std::vector<char> block(size_t{1} << 18);
  Sha256 digest;
  while (const size_t count = std::fread(block.data(), 1, block.size(), file.get())) {
    throw_if_interrupted("reading a file");
    digest.update(block.data(), count);
  }
  if (std::ferror(file.get())) throw DataError(path.string() + ": cannot read: " + std::strerror(errno));
  return digest.finish();
}

}  // namespace affekt
