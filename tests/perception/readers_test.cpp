#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "core/error.h"
#include "perception/face_reader.h"
#include "perception/person_reader.h"
#include "perception/voice_reader.h"
#include "tests/inference/tiny_song_model.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

SharedOnnxModel keep_model(const onnx::ModelProto& model) {
  const TemporaryFolder folder;
  write_bytes(folder / "model.onnx", model.SerializeAsString());
  return read_onnx_model(folder / "model.onnx");
}

/// body [N, 3, 2, 2] -> probabilities [N, 1] and values [N, 3]: the means of red, green and blue.
onnx::ModelProto make_person_model() {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  auto* graph = model.mutable_graph();
  graph->set_name("person");
  test::add_float_value(graph->add_input(), "body", {3, 2, 2});
  test::add_float_value(graph->add_output(), "values", {3});
  test::add_node(graph, "GlobalAveragePool", {"body"}, "mean");
  test::add_int(test::add_node(graph, "Flatten", {"mean"}, "values"), "axis", 1);
  test::set_metadata(model, "affekt.task", "affect");
  test::set_metadata(model, "affekt.people", R"({"blank_person": false})");
  test::add_provenance(model);
  return model;
}

float share_of(double difference) {
  return static_cast<float>(1 / (1 + std::exp(-difference)));
}

// The model compares the sums of the rows: (2 * 200 - 2 * 100) / 100 = 2.
TEST(FaceReader, AFaceIsCroppedAsTheRuleSaysAndReadInGrey) {
  FaceReader reader(keep_model(test::make_row_model()), "opencv", {1, 0});
  EXPECT_THAT(reader.class_names(), testing::ElementsAre("up", "down"));
  cv::Mat picture(60, 80, CV_8UC3, cv::Scalar(0, 0, 0));
  picture(cv::Rect(20, 10, 40, 20)).setTo(cv::Scalar(200, 200, 200));
  picture(cv::Rect(20, 30, 40, 20)).setTo(cv::Scalar(100, 100, 100));
  const auto rows = reader.read(picture, {{20, 10, 40, 40}, {20, 10, 40, 20}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NEAR(rows[0][0], share_of(2), 1e-5);
  EXPECT_NEAR(rows[0][0] + rows[0][1], 1, 1e-6);
  EXPECT_TRUE(reader.read(picture, {}).empty());
}

TEST(FaceReader, SeveralReadersShareAModelInSeveralThreads) {
  const SharedOnnxModel model = keep_model(test::make_row_model());
  std::vector<float> answers(4);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      FaceReader reader(model);
      cv::Mat crop(2, 2, CV_8UC1, cv::Scalar(0));
      crop.row(0).setTo(50 * static_cast<double>(i));
      for (int round = 0; round < 20; ++round) answers[i] = reader.read_crops({crop})[0][0];
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < answers.size(); ++i) EXPECT_NEAR(answers[i], share_of(static_cast<double>(i)), 1e-5);
}

// 10 times the mean of 0.25 against 0.
TEST(VoiceReader, ARecordingInMemoryIsReadAtTheModelsRate) {
  VoiceReader reader(keep_model(test::make_mean_model()));
  const TemporaryFolder folder;
  std::vector<float> wave;
  for (int i = 0; i < 48000; ++i) wave.push_back(i % 2 == 0 ? 0.5F : 0.0F);
  write_sound(folder / "a.wav", wave, {16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  const VoiceReading of_file = reader.read_file(folder / "a.wav");
  EXPECT_NEAR(of_file.probabilities[0], share_of(2.5), 1e-3);
  const VoiceReading of_memory = reader.read(AudioBytes(read_text_file(folder / "a.wav"), "the recording"));
  EXPECT_EQ(of_memory.probabilities, of_file.probabilities);
  EXPECT_EQ(of_memory.over_time.windows.size(), 1U);
}

// Three seconds of 0.5 and 0, three of silence: only the windows with sound count.
TEST(VoiceReader, ALongRecordingIsPooledOverWhatIsNotSilent) {
  VoiceReaderOptions options;
  options.windows = {1, 1, 35};
  VoiceReader reader(keep_model(test::make_mean_model()), "opencv", options);
  const TemporaryFolder folder;
  std::vector<float> wave;
  for (int i = 0; i < 48000; ++i) wave.push_back(i % 2 == 0 ? 0.5F : 0.0F);
  wave.insert(wave.end(), 48000, 0.0F);
  write_sound(folder / "a.wav", wave);
  const VoiceReading reading = reader.read_file(folder / "a.wav");
  EXPECT_NEAR(reading.over_time.silent_seconds, 3, 1e-6);
  EXPECT_NEAR(reading.probabilities[0], share_of(2.5), 1e-3);
}

TEST(VoiceReader, WhatIsNoVoiceIsRefusedInWords) {
  VoiceReader reader(keep_model(test::make_mean_model()));
  const TemporaryFolder folder;
  write_sound(folder / "silence.wav", std::vector<float>(16000, 0.0F));
  EXPECT_THAT(message_of<DataError>([&] { reader.read_file(folder / "silence.wav"); }),
              HasSubstr("silence.wav: nothing but silence in 1.0 s; a recording of a voice expected"));
  EXPECT_THAT(message_of<DataError>([&] { reader.read(AudioBytes(std::string("hello"), "the recording")); }),
              HasSubstr("the recording: truncated: 5 bytes are no audio file"));
  EXPECT_THAT(message_of<DataError>([&] { reader.read_file(folder / "none.wav"); }), HasSubstr("none.wav"));
}

// Ten hours at 8 kHz that are one byte after the other never read: a header over a file with a hole.
TEST(VoiceReader, TenHoursOfSoundAreRefusedBeforeTheyAreRead) {
  VoiceReader reader(keep_model(test::make_mean_model()));
  const TemporaryFolder folder;
  write_sound(folder / "long.wav", std::vector<float>(8, 0.1F), {8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_U8});
  const uint32_t num_samples = 10 * 3600 * 8000;
  std::string bytes = read_text_file(folder / "long.wav");
  const size_t data = bytes.find("data");
  for (const auto& [at, value] :
       {std::pair(size_t{4}, num_samples + static_cast<uint32_t>(data)), std::pair(data + 4, num_samples)}) {
    for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
  }
  write_bytes(folder / "long.wav", bytes.substr(0, data + 8));
  std::filesystem::resize_file(folder / "long.wav", data + 8 + num_samples);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(message_of<DataError>([&] { reader.read_file(folder / "long.wav"); }),
              AllOf(HasSubstr("long.wav: too long: at most 3600 s of sound expected, 36000 s or more got"),
                    HasSubstr("ffmpeg")));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(PersonReader, TheCropOfAPersonIsReadInColour) {
  PersonReader reader(keep_model(make_person_model()));
  cv::Mat picture(40, 40, CV_8UC3, cv::Scalar(0, 0, 0));
  picture(cv::Rect(10, 10, 20, 20)).setTo(cv::Scalar(3, 5, 7));  // blue, green, red
  const PersonAffect affect = reader.read(picture, {10, 10, 20, 20});
  EXPECT_NEAR(affect.valence, 7, 1e-5);
  EXPECT_NEAR(affect.arousal, 5, 1e-5);
  EXPECT_NEAR(affect.dominance, 3, 1e-5);
}

TEST(PersonReader, APersonsBoxIsSuggestedByTheFaceInsideThePicture) {
  EXPECT_EQ(suggest_person_box({100, 60, 40, 40}, {640, 480}), cv::Rect(60, 40, 120, 300));
  EXPECT_EQ(suggest_person_box({0, 0, 40, 40}, {100, 100}), cv::Rect(0, 0, 80, 100));
}

TEST(Readers, AModelOfAnotherKindIsRefusedWithWhatWasExpected) {
  const SharedOnnxModel images = keep_model(test::make_row_model()),
                        sound = keep_model(test::make_mean_model()), person = keep_model(make_person_model());
  const auto face_refusal = [](const SharedOnnxModel& model) {
    return message_of<ArtifactError>([&] { FaceReader reader(model); });
  };
  EXPECT_THAT(face_refusal(sound),
              HasSubstr("model.onnx: it takes sound; a model of cropped faces was expected"));
  EXPECT_THAT(face_refusal(person),
              AllOf(HasSubstr("it is a model of the task 'affect'"), HasSubstr("configs/fer2013_cnn.yaml")));
  EXPECT_THAT(message_of<ArtifactError>([&] { VoiceReader reader(images); }),
              HasSubstr("model.onnx: it takes images; a model of speech was expected"));
  EXPECT_THAT(
      message_of<ArtifactError>([&] { PersonReader reader(images); }),
      HasSubstr("model.onnx: it is a model of images or speech; a model of people in pictures was expected"));
}

}  // namespace
}  // namespace affekt
