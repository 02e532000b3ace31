// What a hostile or broken client sends is answered or cut off, and the server goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/random_stream.h"
#include "tests/server/server_fixture.h"

namespace affekt::testing_server {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Lt;
using testing::Not;

std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::string post(const std::string& path, const std::string& headers, const std::string& body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n{}\r\n{}", path,
                     body.size(), headers, body);
}

TEST(Hardening, AHostThatIsAnotherMachinesIsRefused) {
  const TestServer server;
  const auto ask = [&](const std::string& host) {
    return status_of(ask_raw(server.port(), "GET /healthz HTTP/1.1\r\n" + host + "\r\n"));
  };
  EXPECT_EQ(ask("Host: localhost\r\n"), 200);
  EXPECT_EQ(ask("Host: 127.0.0.1:8080\r\n"), 200);
  EXPECT_EQ(ask("Host: LOCALHOST:1\r\n"), 200);
  EXPECT_EQ(ask("Host: [::1]:8080\r\n"), 200);
  EXPECT_EQ(ask("Host: evil.example\r\n"), 421);
  EXPECT_EQ(ask("Host: localhost.evil.example\r\n"), 421);
  EXPECT_EQ(ask("Host: 127.evil.example\r\n"), 421);
  EXPECT_EQ(ask("Host: 192.168.1.7\r\n"), 421);             // it listens for this machine only
  EXPECT_THAT(ask("Host:\r\n"), testing::AnyOf(400, 421));  // cpp-httplib 0.11 takes it for none
  EXPECT_EQ(ask(""), 400);
  EXPECT_EQ(ask("Host: localhost\r\nHost: evil.example\r\n"), 400);
}

TEST(Hardening, APostFromAnotherPageNeedsTheTokenOfThisStart) {
  ServedParts parts;
  parts.playlists = make_playlists();
  const TestServer server(std::move(parts));
  const auto ask = [&](const std::string& headers) {
    return status_of(ask_raw(
        server.port(),
        post("/v1/playlist", "Content-Type: application/json\r\n" + headers, R"({"mood": "happy"})")));
  };
  EXPECT_EQ(ask(""), 200);  // no browser
  EXPECT_EQ(ask("Origin: http://localhost\r\n"), 200);
  EXPECT_EQ(ask("Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n"), 200);
  EXPECT_EQ(ask("Origin: http://evil.example\r\n"), 403);
  EXPECT_EQ(ask("Origin: null\r\n"), 403);
  EXPECT_EQ(ask("Origin: http://localhost:3000\r\n"), 403);  // another program of this machine
  EXPECT_EQ(ask("Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(ask("Origin: http://evil.example\r\nX-Affekt-Token: " + std::string(32, '0') + "\r\n"), 403);
  EXPECT_EQ(ask("Origin: http://evil.example\r\nX-Affekt-Token: " + server.token() + "\r\n"), 200);
  EXPECT_THAT(server.client().Get("/")->body, HasSubstr(server.token()));
}

TEST(Hardening, NoAnswerAllowsAnotherOrigin) {
  const TestServer server;
  const std::string answer =
      ask_raw(server.port(),
              "OPTIONS /v1/playlist HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
              "Access-Control-Request-Method: POST\r\n\r\n");
  EXPECT_EQ(status_of(answer), 405);
  EXPECT_THAT(answer, AllOf(HasSubstr("Allow: GET"), Not(HasSubstr("Access-Control"))));
}

TEST(Hardening, EveryTokenIsAnotherOne) {
  EXPECT_NE(draw_token(), draw_token());
  EXPECT_EQ(draw_token().size(), 32U);
}

TEST(Hardening, ABodyTooLargeIsRefusedBeforeItIsSent) {
  const TestServer server;
  const std::string begin = "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n";
  EXPECT_EQ(status_of(ask_raw(server.port(), begin + "Content-Length: 99999999999\r\n\r\n")), 413);
  EXPECT_EQ(status_of(ask_raw(server.port(), begin + "Content-Length: 99999999999999999999\r\n\r\n")), 400);
  EXPECT_EQ(status_of(ask_raw(server.port(), begin + "Content-Length: -1\r\n\r\n")), 400);
  EXPECT_EQ(status_of(ask_raw(server.port(), begin + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n12")),
            400);
  EXPECT_EQ(status_of(ask_raw(server.port(), begin + "\r\n")), 411);
  EXPECT_EQ(
      status_of(ask_raw(server.port(), begin + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")),
      411);
  EXPECT_EQ(status_of(ask_raw(server.port(), begin + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na")),
            415);
  const std::string form = ask_raw(
      server.port(),
      post("/v1/emotion", "Content-Type: application/x-www-form-urlencoded\r\n", std::string(9000, 'a')));
  EXPECT_EQ(status_of(form), 415);
  EXPECT_THAT(form, HasSubstr("no form is taken"));
  EXPECT_EQ(status_of(ask_raw(server.port(), get("/healthz", "Content-Length: 5\r\n") + "12345")), 400);
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, ARefusedBodyIsNeverTakenForARequest) {
  const TestServer server;
  const std::string inner = get("/healthz");
  const std::string answer =
      ask_raw(server.port(),
              fmt::format("POST /v1/playlist HTTP/1.1\r\nHost: evil.example\r\nContent-Length: {}\r\n\r\n{}",
                          inner.size(), inner));
  EXPECT_EQ(status_of(answer), 421);
  EXPECT_EQ(count_answers(answer), 1);
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
}

TEST(Hardening, RequestsOfOneConnectionAreAnsweredOneByOne) {
  const TestServer server;
  EXPECT_EQ(count_answers(ask_raw(server.port(), get("/healthz") + get("/v1/models") + get("/nothing"))), 3);
}

TEST(Hardening, HeadersThatComeByteByByteAreCutOff) {
  const TestServer server;
  RawConnection slow(server.port());
  const double begin = seconds_now();
  const std::string request = get("/healthz", "X-Long: " + std::string(1000, 'x') + "\r\n");
  for (size_t i = 0; i < request.size() && slow.send(request.substr(i, 1)); ++i) {
    if (seconds_now() - begin > 3) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_THAT(status_of(slow.read()), AnyOf(0, 400));
  EXPECT_TRUE(slow.is_closed);
  EXPECT_LT(seconds_now() - begin, 3);
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, ABodyThatComesByteByByteIsCutOff) {
  const TestServer server;
  RawConnection slow(server.port());
  slow.send("POST /v1/playlist HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
  const double begin = seconds_now();
  while (slow.send("x") && seconds_now() - begin < 3)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(seconds_now() - begin, 3);
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, ABodyThatIsCutOffIsNoRequest) {
  const TestServer server;
  RawConnection cut(server.port());
  cut.send("POST /v1/playlist HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"mood\": ");
  cut.end_sending();
  EXPECT_EQ(status_of(cut.read()), 400);
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, HeadersHaveAnEnd) {
  const TestServer server;
  RawConnection endless(server.port());
  const std::string piece(4096, 'x');
  for (int i = 0; i < 64 && endless.send(piece); ++i) {
  }
  endless.read();
  EXPECT_TRUE(endless.is_closed);
  EXPECT_THAT(status_of(ask_raw(server.port(), get("/" + std::string(9000, 'a')))), AnyOf(400, 404, 414));
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "X-Number-" + std::to_string(i) + ": of many headers\r\n";
  EXPECT_THAT(status_of(ask_raw(server.port(), get("/healthz", many))), AnyOf(0, 400));
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, PathsLeadToNoFiles) {
  const TestServer server;
  for (const char* path :
       {"/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd",
        "/./healthz", "/healthz/", "/healthz%00", "/HEALTHZ", "/style.css/../healthz", "/index.html",
        "/page/openapi.json", "/v1/models/../../healthz", "/\\..\\healthz", "/%ff%fe"}) {
    const std::string answer = ask_raw(server.port(), get(path));
    EXPECT_EQ(status_of(answer), 404) << path;
    EXPECT_THAT(answer, Not(HasSubstr("root:"))) << path;
  }
  EXPECT_EQ(status_of(ask_raw(server.port(), get("/healthz?a=/../b"))), 200);
  EXPECT_EQ(status_of(ask_raw(server.port(), "PUT /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")), 405);
  EXPECT_EQ(status_of(ask_raw(server.port(), "DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n")), 405);
}

TEST(Hardening, ARangeOfManyPartsIsNotAnswered) {
  const TestServer server;
  std::string ranges = "Range: bytes=0-";
  for (int i = 0; i < 500; ++i) ranges += ",0-";
  const std::string answer = ask_raw(server.port(), get("/style.css", ranges + "\r\n"));
  EXPECT_LT(answer.size(), 2 * server.client().Get("/style.css")->body.size() + 2000);
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, WhatIsNoRequestDoesNoHarm) {
  const TestServer server;
  RandomStream draws(7, "garbage");
  const std::string whole =
      post("/v1/playlist", "Content-Type: application/json\r\n", R"({"mood": "happy", "n": 3})");
  std::vector<std::unique_ptr<RawConnection>> connections;
  for (int i = 0; i < 60; ++i) {
    std::string bytes = whole;
    for (int change = 0; change < 1 + i % 12; ++change)
      bytes[draws.below(bytes.size())] = static_cast<char>(draws.below(256));
    RawConnection connection(server.port());
    connection.send(bytes);
    connection.end_sending();
    connection.read(1);
  }
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, ConnectionsBeyondTheLimitAreToldToComeAgain) {
  HttpServerOptions options = quick_options();
  options.listener.num_threads = 2;
  options.listener.most_waiting = 1;
  options.limits.header_s = 1.5;
  const TestServer server({}, options);
  std::vector<std::unique_ptr<RawConnection>> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(std::make_unique<RawConnection>(server.port()));
    held.back()->send("GET ");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int i = 0; i < 5; ++i) {
    const std::string answer = ask_raw(server.port(), get("/healthz"));
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
  }
  held.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(server.is_well());
  EXPECT_THAT(server.client().Get("/metrics")->body, HasSubstr("affekt_connections_refused_total 5\n"));
}

TEST(Hardening, AnIdleConnectionMakesRoomForOneThatWaits) {
  HttpServerOptions options = quick_options();
  options.listener.num_threads = 1;
  options.limits.idle_s = 30;
  const TestServer server({}, options);
  RawConnection idle(server.port());
  idle.send(get("/healthz"));
  EXPECT_EQ(status_of(idle.read(0.3)), 200);
  const double begin = seconds_now();
  EXPECT_TRUE(server.is_well());
  EXPECT_LT(seconds_now() - begin, 2);
}

TEST(Hardening, HundredsOfConnectionsLeaveTheServerWell) {
  const TestServer server;
  std::vector<std::unique_ptr<RawConnection>> held;
  for (int i = 0; i < 400; ++i) {
    held.push_back(std::make_unique<RawConnection>(server.port()));
    held.back()->send("GET /");
  }
  held.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_TRUE(server.is_well());
}

TEST(Hardening, AFaultInsideARequestEndsTheRequestOnly) {
  ServedParts parts;
  int call = 0;
  parts.faces.push_back(std::make_unique<FakeSource>([&call](const std::string&) -> nlohmann::ordered_json {
    if (++call == 1) throw DataError("the request's picture: damaged");
    if (call == 2) throw ArtifactError("model.onnx: the engine opencv: no");
    if (call == 3) throw std::runtime_error("a bug");
    if (call == 4) throw std::bad_alloc();
    return {{"source", "face"}};
  }));
  const TestServer server(std::move(parts));
  const auto ask = [&] { return server.client().Post("/v1/emotion", "bytes", "image/png"); };
  const httplib::Result refused = ask();
  EXPECT_EQ(refused->status, 422);
  EXPECT_EQ(refused->get_header_value("Content-Type"), "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(refused->body)["detail"], "the request's picture: damaged");
  EXPECT_EQ(ask()->status, 500);
  EXPECT_EQ(ask()->status, 500);
  EXPECT_EQ(ask()->status, 503);
  EXPECT_EQ(ask()->status, 200);
}

TEST(Hardening, APortInUseIsSaidSo) {
  const TestServer server;
  HttpServerOptions options = quick_options();
  options.listener.port = server.port();
  try {
    const TestServer second({}, options);
    FAIL() << "two servers on one port";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("in use"), HasSubstr("--port")));
  }
  options.listener.host = "no.such.host.invalid";
  EXPECT_THROW(TestServer({}, options), ConfigError);
}

TEST(Hardening, AnEndDoesNotWaitForIdleConnections) {
  HttpServerOptions options = quick_options();
  options.limits.idle_s = 60;
  options.limits.header_s = 60;
  TestServer server({}, options);
  RawConnection idle(server.port()), half(server.port());
  half.send("GET /hea");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const double begin = seconds_now();
  server.stop();
  EXPECT_LT(seconds_now() - begin, 2);
}

}  // namespace
}  // namespace affekt::testing_server
