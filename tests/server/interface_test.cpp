// Every answer of the interface is as /openapi.json says it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "server/emotion_answer.h"
#include "tests/core/temporary_folder.h"
#include "tests/server/json_schema.h"
#include "tests/server/server_fixture.h"

namespace affekt::testing_server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

nlohmann::ordered_json make_face_reading(const std::string& bytes) {
  nlohmann::ordered_json face = {{"box", {{"x", 1}, {"y", 2}, {"width", 30}, {"height", 30}}}};
  face.update(describe_emotion({"happy", "sad"}, {0.75F, 0.25F}));
  return {{"source", "face"}, {"width", bytes.size()}, {"height", 480}, {"faces", {face}}};
}

nlohmann::ordered_json make_model_facts() {
  return {
      {"role", "face"},        {"name", "small_cnn"}, {"dataset", "fer2013"},   {"classes", {"happy", "sad"}},
      {"metric", nullptr},     {"input", nullptr},    {"data_digest", nullptr}, {"file_digest", "ab"},
      {"tool", "affekt 0.1.0"}};
}

class Interface : public ::testing::Test {
 protected:
  Interface()
      : server_(make_parts(folder_ / "me.yaml")),
        document_(json::parse(server_.client().Get("/openapi.json")->body)) {}

  static ServedParts make_parts(const std::filesystem::path& profile) {
    ServedParts parts;
    parts.faces.push_back(std::make_unique<FakeSource>(make_face_reading));
    parts.playlists = make_playlists();
    parts.model_facts = {make_model_facts()};
    parts.profile = profile;
    return parts;
  }

  /// Held to the schema of the path's answer with this status. @return the answer
  json held_to_document(const std::string& path, const std::string& method, const httplib::Result& answer) {
    if (!answer) throw std::runtime_error("no answer from " + path);
    const std::string status = std::to_string(answer->status);
    json described = document_["paths"][path][method]["responses"][status];
    EXPECT_FALSE(described.is_null())
        << path << " answers " << status << ", which is not described: " << answer->body;
    if (described.is_null()) return {};
    if (described.contains("$ref"))
      described = document_.at(json::json_pointer(described["$ref"].get<std::string>().substr(1)));
    const std::string type = answer->get_header_value("Content-Type");
    const json schema = described["content"][type.substr(0, type.find(';'))]["schema"];
    EXPECT_FALSE(schema.is_null()) << path << " answers as " << type;
    const json value =
        type.find("json") != std::string::npos ? json::parse(answer->body) : json(answer->body);
    EXPECT_THAT(SchemaCheck(document_).find_faults(schema, value), IsEmpty()) << path;
    return value;
  }
  json get(const std::string& path) { return held_to_document(path, "get", server_.client().Get(path)); }
  json post(const std::string& path, const json& body) {
    return held_to_document(path, "post", server_.client().Post(path, body.dump(), "application/json"));
  }
  std::string refusal(const std::string& path, const json& body) { return post(path, body)["detail"]; }

  const TemporaryFolder folder_;
  TestServer server_;
  const json document_;
};

TEST_F(Interface, EveryPathAnswersAsItIsDescribed) {
  for (const auto& path : document_["paths"].items())
    if (path.value().contains("get")) get(path.key());
  EXPECT_EQ(get("/healthz")["status"], "ok");
  EXPECT_EQ(get("/v1/models")["library"]["songs"], 5);
  EXPECT_EQ(get("/v1/models")["moods"][3]["name"], "happy");
  EXPECT_THAT(get("/metrics").get<std::string>(),
              HasSubstr("affekt_requests_total{path=\"/healthz\",status=\"200\"}"));
}

TEST_F(Interface, NothingIsAnsweredThatIsNotDescribed) {
  EXPECT_EQ(server_.client().Get("/v1/songs")->status, 404);
  for (const auto& path : document_["paths"].items()) {
    EXPECT_EQ(server_.client().Get(path.key())->status, path.value().contains("get") ? 200 : 405)
        << path.key();
  }
}

TEST_F(Interface, APictureGivesFaces) {
  const json reading = held_to_document("/v1/emotion", "post",
                                        server_.client().Post("/v1/emotion", "12345", "Image/PNG; q=1"));
  EXPECT_EQ(reading["width"], 5);  // the bytes came through whole
  EXPECT_EQ(reading["faces"][0]["emotion"], "happy");
  // 0.75 * (8.47 - 5) / 4 + 0.25 * (2.10 - 5) / 4
  EXPECT_NEAR(reading["faces"][0]["valence"].get<double>(), 0.469375, 1e-5);
}

TEST_F(Interface, WhatTheServerHasNoModelForIsSaid) {
  const json problem =
      held_to_document("/v1/emotion", "post", server_.client().Post("/v1/emotion", "RIFF", "audio/wav"));
  EXPECT_EQ(problem["status"], 501);
  EXPECT_THAT(problem["detail"].get<std::string>(), HasSubstr("--voice-model RUN"));
  EXPECT_EQ(held_to_document("/v1/emotion", "post",
                             server_.client().Post("/v1/emotion", "x", "text/plain"))["status"],
            415);
  EXPECT_EQ(held_to_document("/v1/playlist", "post",
                             server_.client().Post("/v1/playlist", "{}", "text/plain"))["status"],
            415);
}

TEST_F(Interface, AMoodIsToldInOneOfThreeWays) {
  const json of_name = post("/v1/playlist", {{"mood", "happy"}, {"n", 2}, {"variety", 0}});
  EXPECT_EQ(of_name["songs"].size(), 2U);
  EXPECT_EQ(of_name["songs"][0]["artist"], "Anna");
  EXPECT_EQ(of_name["songs"][0]["link"],
            "https://open.spotify.com/track/" + of_name["songs"][0]["id"].get<std::string>());
  EXPECT_EQ(post("/v1/playlist", {{"face", {{"happy", 1}}}})["mood"], of_name["mood"]);
  EXPECT_NEAR(
      post("/v1/playlist", {{"valence", (8.47 - 5) / 4}, {"arousal", (6.05 - 5) / 4}})["mood"]["valence"]
          .get<double>(),
      of_name["mood"]["valence"].get<double>(), 1e-9);
  const json lift = post("/v1/playlist", {{"mood", "sad"}, {"policy", "lift"}, {"n", 3}, {"variety", 0}});
  EXPECT_EQ(lift["songs"][0]["cluster"]["label"], "dark");
  EXPECT_EQ(lift["songs"][2]["cluster"]["label"], "bright");
}

TEST_F(Interface, AFaceAndAVoiceArePutTogether) {
  const json face = {{"happy", 0.6}, {"sad", 0.4}}, voice = {{"happy", 0.7}, {"sad", 0.2}, {"calm", 0.1}};
  const json both = post("/v1/playlist", {{"face", face}, {"voice", voice}});
  EXPECT_EQ(both["mood_source"], "face: happy 60 %; voice: happy 70 %; together: happy 84 %");
  EXPECT_EQ(both["title"], "music for the face and the voice");
  // Two that agree say more than one: 0.6 * 0.7 against 0.4 * 0.2.
  EXPECT_GT(both["mood"]["valence"], post("/v1/playlist", {{"face", face}})["mood"]["valence"]);
  EXPECT_THAT(refusal("/v1/playlist", {{"face", {{"happy", 0.5}}}}), HasSubstr("face: expected a sum of 1"));
}

TEST_F(Interface, TheSameRequestGivesTheSamePlaylist) {
  const json request = {{"mood", "sad"}, {"seed", 5}, {"n", 3}};
  EXPECT_EQ(post("/v1/playlist", request), post("/v1/playlist", request));
}

TEST_F(Interface, ALanguageLeavesItsSongsOnly) {
  const json playlist = post("/v1/playlist", {{"mood", "sad"}, {"languages", {"hindi"}}, {"artist_gap", 1}});
  EXPECT_EQ(playlist["songs"].size(), 2U);
  EXPECT_EQ(playlist["library"]["left_out"]["language_unknown"], 3);
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "sad"}, {"languages", {"korean"}}}), HasSubstr("no song"));
}

TEST_F(Interface, WhatIsWrongInARequestIsNamed) {
  EXPECT_THAT(refusal("/v1/playlist", json::array()), HasSubstr("expected a JSON object"));
  EXPECT_THAT(refusal("/v1/playlist", json::object()), HasSubstr("which mood?"));
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "happy"}, {"valence", 0}, {"arousal", 0}}),
              HasSubstr("which mood?"));
  EXPECT_THAT(refusal("/v1/playlist", {{"valence", 0.5}}), HasSubstr("which mood?"));
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "hapy"}}), HasSubstr("mood: expected one of angry"));
  EXPECT_THAT(refusal("/v1/playlist", {{"valence", 2}, {"arousal", 0}}),
              HasSubstr("a number from -1 to 1, got 2"));
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "sad"}, {"n", 0}}),
              HasSubstr("n: expected a whole number from 1 to 500"));
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "sad"}, {"n", 1.5}}), HasSubstr("n: expected"));
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "sad"}, {"seed", 18446744073709551615U}}),
              HasSubstr("seed: expected"));
  EXPECT_THAT(refusal("/v1/playlist", {{"mood", "sad"}, {"langages", {"hindi"}}}),
              HasSubstr("did you mean \"languages\"?"));
  EXPECT_THAT(refusal("/v1/playlist", {{"face", {{"happy", 0.4}}}}), HasSubstr("expected a sum of 1"));
  EXPECT_THAT(refusal("/v1/playlist", {{"face", {{"hapy", 1}}}}), HasSubstr("did you mean \"happy\"?"));
  EXPECT_THAT(refusal("/v1/profile", {{"of", "song"}, {"name", "x"}}), HasSubstr("three keys"));
  EXPECT_THAT(refusal("/v1/profile", {{"of", "song"}, {"name", "a\nb"}, {"thumb", "up"}}),
              HasSubstr("a text of one line"));
  EXPECT_EQ(server_.client().Post("/v1/playlist", "{\"mood\": ", "application/json")->status, 400);
  EXPECT_EQ(server_.client().Post("/v1/playlist", std::string(30000, '['), "application/json")->status, 400);
  EXPECT_EQ(server_.client().Post("/v1/playlist", "{\"mood\": \"\xff\"}", "application/json")->status, 400);
}

TEST_F(Interface, AnArtistWithAThumbDownIsGone) {
  const json before = post("/v1/playlist", {{"mood", "happy"}, {"n", 5}});
  const json profile = post("/v1/profile", {{"of", "artist"}, {"name", "Anna"}, {"thumb", "down"}});
  EXPECT_THAT(profile["dislike"]["artists"], ElementsAre("Anna"));
  const json after = post("/v1/playlist", {{"mood", "happy"}, {"n", 5}});
  EXPECT_EQ(after["library"]["left_out"]["disliked"], 2);
  EXPECT_THAT(after["songs"].dump(), Not(HasSubstr("Anna")));
  EXPECT_THAT(read_text_file(folder_ / "me.yaml"), HasSubstr("artists: [Anna]"));
  EXPECT_EQ(folder_.count_files(), 1U);  // and nothing else was written
}

TEST_F(Interface, ADamagedProfileIsNotOverwritten) {
  write_text_atomically(folder_ / "me.yaml", "likes: [typo]\n");
  EXPECT_THAT(refusal("/v1/profile", {{"of", "artist"}, {"name", "Anna"}, {"thumb", "up"}}),
              HasSubstr("me.yaml:1"));
  EXPECT_EQ(read_text_file(folder_ / "me.yaml"), "likes: [typo]\n");
}

TEST_F(Interface, TheSchemaCheckFindsFaults) {
  const SchemaCheck check(document_);
  const json& schemas = document_["components"]["schemas"];
  EXPECT_THAT(check.find_faults(schemas["Health"], {{"status", "ok"}, {"version", "1"}}),
              ElementsAre(".uptime_s is missing"));
  EXPECT_THAT(
      check.find_faults(schemas["Vote"], {{"of", "genre"}, {"name", ""}, {"thumb", "up"}, {"more", 1}})
          .size(),
      3U);
}

}  // namespace
}  // namespace affekt::testing_server
