// Exported models behind the interface: faces in pictures, voices in recordings, and what is neither.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"
#include "tests/perception/make_png.h"
#include "tests/server/json_schema.h"
#include "tests/server/served_models.h"
#include "tests/server/server_fixture.h"

namespace affekt::testing_server {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

class ServedModels : public ::testing::Test {
 protected:
  ServedFiles files() const { return models_.files(); }
  static std::string encode(const cv::Mat& picture, const char* extension) {
    const std::vector<uint8_t> bytes = encode_image(extension, picture);
    return {bytes.begin(), bytes.end()};
  }
  static json answer(const TestServer& server, const std::string& bytes, const char* type, int status) {
    const httplib::Result result = server.client().Post("/v1/emotion", bytes, type);
    EXPECT_EQ(result->status, status) << result->body;
    const json document = json::parse(server.client().Get("/openapi.json")->body);
    const char* name = status != 200 ? "Problem" : type[0] == 'i' ? "FaceReading" : "VoiceReading";
    const json value = json::parse(result->body);
    EXPECT_THAT(SchemaCheck(document).find_faults(document["components"]["schemas"][name], value),
                testing::IsEmpty());
    return value;
  }

  const TinyModels models_;
};

TEST_F(ServedModels, APictureGivesItsFacesAndOneWithoutGivesNone) {
  const TestServer server(load_parts(files()));
  for (const auto& [extension, type] : {std::pair{".png", "image/png"}, std::pair{".jpg", "image/jpeg"}}) {
    const json reading = answer(server, encode(draw_portrait(), extension), type, 200);
    ASSERT_EQ(reading["faces"].size(), 1U);
    const json& face = reading["faces"][0];
    EXPECT_NEAR(face["box"]["x"].get<double>() + face["box"]["width"].get<double>() / 2, 320, 40);
    EXPECT_NEAR(face["probabilities"]["happy"].get<double>() + face["probabilities"]["sad"].get<double>(), 1,
                2e-6);
  }
  EXPECT_TRUE(answer(server, encode(cv::Mat(480, 640, CV_8UC3, cv::Scalar(9, 9, 9)), ".png"), "image/png",
                     200)["faces"]
                  .empty());
}

// 10 times the mean of 0.25 against 0: 1 / (1 + exp(-2.5)) = 0.924142.
TEST_F(ServedModels, ARecordingGivesAnAnswerAndItsCurve) {
  const TestServer server(load_parts(files()));
  std::vector<float> wave(64000, 0);
  for (size_t i = 0; i < wave.size(); i += 2) wave[i] = 0.5F;
  write_sound(models_.folder / "a.wav", wave, {16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  const json reading = answer(server, read_text_file(models_.folder / "a.wav"), "audio/wav", 200);
  EXPECT_EQ(reading["emotion"], "happy");
  EXPECT_NEAR(reading["probabilities"]["happy"].get<double>(), 0.924142, 1e-3);
  EXPECT_EQ(reading["duration_s"], 4);
  EXPECT_EQ(reading["windows"].size(), 3U);  // of 3 s at 0, 0.5 and 1 s
  EXPECT_EQ(reading["windows"][2]["to_s"], 4);
}

TEST_F(ServedModels, WhatIsNoPictureAndNoSoundIsRefusedInWords) {
  const TestServer server(load_parts(files()));
  EXPECT_THAT(answer(server, "hello", "image/png", 422)["detail"],
              HasSubstr("neither a JPEG nor a PNG image"));
  EXPECT_THAT(answer(server, "hello", "audio/wav", 422)["detail"], HasSubstr("no audio file"));
  EXPECT_THAT(answer(server, "", "image/png", 422)["detail"], HasSubstr("the request's picture: "));
  const std::vector<uint8_t> bomb = make_png(60000, 60000, std::string(900, '\0'));
  EXPECT_THAT(answer(server, {bomb.begin(), bomb.end()}, "image/png", 422)["detail"],
              HasSubstr("60000x60000 pixels got"));
  const std::string cut = encode(draw_portrait(), ".png");
  answer(server, cut.substr(0, cut.size() / 2), "image/png", 422);
  write_sound(models_.folder / "silence.wav", std::vector<float>(16000, 0.0F));
  EXPECT_THAT(answer(server, read_text_file(models_.folder / "silence.wav"), "audio/wav", 422)["detail"],
              HasSubstr("silence"));
  EXPECT_TRUE(server.is_well());
}

TEST_F(ServedModels, SayHowGoodTheyAre) {
  const TestServer server(load_parts(files()));
  const json models = json::parse(server.client().Get("/v1/models")->body)["models"];
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0]["role"], "face");
  EXPECT_EQ(models[1]["role"], "voice");
  EXPECT_EQ(models[0]["metric"]["name"], "uar");
  EXPECT_NEAR(models[0]["metric"]["ci95"][0].get<double>(), 0.6, 1e-6);
}

TEST_F(ServedModels, AModelOfTheWrongKindEndsTheStart) {
  ServedFiles swapped = files();
  std::swap(swapped.face, swapped.voice);
  EXPECT_THROW(load_parts(swapped), ArtifactError);
  models_.write("face.onnx", test::make_row_model(), R"(["up","down"])");
  try {
    load_parts(files());
    FAIL() << "a class without a place";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("face.onnx"), HasSubstr("'up'")));
  }
}

TEST_F(ServedModels, AFileThatIsReplacedWhileTheServerRunsChangesNoAnswer) {
  const TestServer server(load_parts(files()));
  const std::string picture = encode(draw_portrait(), ".png");
  const json before = answer(server, picture, "image/png", 200);
  write_text_atomically(models_.folder / "face.onnx", "another file");
  EXPECT_EQ(answer(server, picture, "image/png", 200), before);
  EXPECT_THROW(load_parts(files()), ArtifactError);
}

}  // namespace
}  // namespace affekt::testing_server
