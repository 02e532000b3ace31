// https: a server whose certificate nobody has vouched for doesn't get the token.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "tests/core/temporary_folder.h"
#include "tests/spotify/client_fixture.h"

namespace affekt::testing_spotify {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Certificate {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  std::unique_ptr<X509, decltype(&X509_free)> x509{X509_new(), X509_free};

  /// For `host`, signed by itself, for an hour.
  explicit Certificate(const std::string& host) {
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    X509_set_pubkey(x509.get(), key.get());
    X509_NAME* const name = X509_get_subject_name(x509.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.c_str()),
                               -1, -1, 0);
    X509_set_issuer_name(x509.get(), name);
    X509_sign(x509.get(), key.get(), EVP_sha256());
  }
};

/// Answers {"items": [], "next": null} to everything, and counts.
class SecureServer {
 public:
  explicit SecureServer(const Certificate& certificate)
      : server_(certificate.x509.get(), certificate.key.get()) {
    server_.set_keep_alive_timeout(1);
    server_.Get(".*", [&](const httplib::Request&, httplib::Response& response) {
      ++num_requests;
      response.set_content(R"({"items": [], "next": null})", "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~SecureServer() {
    server_.stop();
    thread_.join();
  }
  SecureServer(const SecureServer&) = delete;
  SecureServer& operator=(const SecureServer&) = delete;

  /// What a client of https://localhost throws, or "".
  std::string refusal() const {
    ApiClient client(parse_api_address("https://localhost:" + std::to_string(port_) + "/v1"),
                     AccessToken(kToken));
    try {
      SpotifyApi(client).list_playlists();
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }

  std::atomic<int> num_requests{0};

 private:
  httplib::SSLServer server_;
  int port_ = 0;
  std::thread thread_;
};

class Tls : public testing::Test {
 protected:
  /// This machine trusts it from now on.
  void trust(const Certificate& certificate) const {
    const std::string path = (folder_ / "trusted.pem").string();
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
    PEM_write_X509(file.get(), certificate.x509.get());
    setenv("SSL_CERT_FILE", path.c_str(), 1);
  }
  ~Tls() override { unsetenv("SSL_CERT_FILE"); }
  const TemporaryFolder folder_;
};

TEST_F(Tls, ACertificateThatNobodyVouchesForIsRefusedBeforeTheTokenIsSent) {
  const Certificate certificate("localhost");
  const SecureServer server(certificate);
  EXPECT_THAT(server.refusal(), HasSubstr("has a certificate that this machine doesn't trust"));
  EXPECT_EQ(server.num_requests, 0);
}

TEST_F(Tls, ATrustedOneOfThisHostIsAccepted) {
  const Certificate certificate("localhost");
  const SecureServer server(certificate);
  trust(certificate);
  EXPECT_EQ(server.refusal(), "");
  EXPECT_EQ(server.num_requests, 1);
}

TEST_F(Tls, ATrustedOneOfAnotherHostIsRefused) {
  const Certificate certificate("api.spotify.com");
  const SecureServer server(certificate);
  trust(certificate);
  EXPECT_THAT(server.refusal(), HasSubstr("or that is another host's: the token was not sent"));
  EXPECT_EQ(server.num_requests, 0);
}

TEST_F(Tls, AServerWithoutTlsDoesNotGetTheToken) {
  FakeSpotify plain;
  ApiClient client(parse_api_address("https" + plain.address().substr(4)), AccessToken(kToken));
  try {
    SpotifyApi(client).list_playlists();
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the token was not sent"));
  }
  EXPECT_THAT(plain.requests(), IsEmpty());
}

}  // namespace
}  // namespace affekt::testing_spotify
