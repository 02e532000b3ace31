// Needs Node and the npm package, which scripts/test installs: scripts/onnxruntime.
#include "inference/onnxruntime_node_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <thread>

#include "core/process/interrupt.h"
#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using test::make_row_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kHello[] = R"({"protocol": 1, "bytes": 0})";
constexpr char kLoaded[] = R"({"bytes": 0})";

OnnxruntimePackage package_of_sources() {
  return look_for_onnxruntime(std::filesystem::path(AFFEKT_SOURCE_DIR) / "scripts" / "onnxruntime");
}

/// A header as it goes over the channel, and the payload behind it.
std::string message(const std::string& header, const std::string& payload = "") {
  const auto size = static_cast<uint32_t>(header.size());
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + header + payload;
}

class OnnxruntimeNodeEngine : public testing::Test {
 protected:
  SharedOnnxModel write_model(const onnx::ModelProto& model = make_row_model()) {
    test::write_bytes(folder_ / "model.onnx", model.SerializeAsString());
    return read_onnx_model(folder_ / "model.onnx");
  }

  /// A shell in Node's place, which gives these answers whatever it is asked, and then runs these lines.
  std::unique_ptr<InferenceEngine> make_fake(const std::string& answers,
                                             const std::string& lines = "cat <&3 >/dev/null") {
    test::write_bytes(folder_ / "answers", answers);
    test::write_bytes(folder_ / "serve.mjs",
                      "cat '" + (folder_ / "answers").string() + "' >&3\n" + lines + "\n");
    return make_onnxruntime_node_engine(*write_model(), {folder_ / "", ""}, "sh");
  }

  static HostTensors some_pixels() {
    const float values[] = {100, 120, 20, 50};
    return {{"pixels", HostTensor::of<float>({1, 1, 2, 2}, values)}};
  }

  template <class Action>
  static std::string refusal_of(const Action& action) {
    try {
      action();
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), HasSubstr("model.onnx: the engine onnxruntime: "));
      return error.what();
    }
    return "accepted";
  }
  std::string answer_refusal(const std::string& answer, const std::string& payload = "") {
    auto engine = make_fake(message(kHello) + message(kLoaded) + message(answer, payload));
    return refusal_of([&] { engine->run(some_pixels()); });
  }

  TemporaryFolder folder_;
};

TEST_F(OnnxruntimeNodeEngine, GivesWhatOneCalculatesByHand) {
  auto engine = make_onnxruntime_node_engine(*write_model(), package_of_sources(), "node");
  // As in engine_test.cpp: 1 / (1 + e^-1.5).
  EXPECT_NEAR(engine->run(some_pixels()).at("probabilities").values<float>()[0], 0.8175745, 1e-6);
}

TEST_F(OnnxruntimeNodeEngine, ARefusalIsInTheRuntimesOwnWords) {
  auto model = make_row_model();
  model.mutable_graph()->mutable_node(0)->set_op_type("NoSuchOperator");
  const SharedOnnxModel read = write_model(model);
  EXPECT_THAT(refusal_of([&] { make_onnxruntime_node_engine(*read, package_of_sources(), "node"); }),
              AllOf(HasSubstr("cannot load the model: "), HasSubstr("NoSuchOperator")));
}

TEST_F(OnnxruntimeNodeEngine, RunsOnAfterARefusedInput) {
  // rows.weight wants 4 values a row: a graph that takes any H and W, and can't compute all of them.
  auto model = make_row_model();
  auto* shape =
      model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  shape->mutable_dim(2)->set_dim_param("H");
  shape->mutable_dim(3)->set_dim_param("W");
  auto engine = make_onnxruntime_node_engine(*write_model(model), package_of_sources(), "node");
  const HostTensors wide = {{"pixels", HostTensor::make(DType::kFloat32, {1, 1, 2, 3})}};
  EXPECT_THAT(refusal_of([&] { engine->run(wide); }), HasSubstr("cannot run the model: "));
  EXPECT_NEAR(engine->run(some_pixels()).at("probabilities").values<float>()[0], 0.8175745, 1e-6);
}

TEST_F(OnnxruntimeNodeEngine, WithoutNodeItSaysWhatToInstall) {
  const SharedOnnxModel model = write_model();
  EXPECT_THAT(refusal_of([&] { make_onnxruntime_node_engine(*model, package_of_sources(), "no-node"); }),
              AllOf(HasSubstr("can't start no-node"), HasSubstr("Node 18 or newer"), HasSubstr("apt-get")));
}

TEST_F(OnnxruntimeNodeEngine, WithoutItsPackageItSaysHowToInstallIt) {
  test::write_bytes(folder_ / "serve.mjs", "");
  const SharedOnnxModel model = write_model();
  const OnnxruntimePackage package = look_for_onnxruntime(folder_ / "");
  EXPECT_THAT(refusal_of([&] { make_onnxruntime_node_engine(*model, package, "node"); }),
              AllOf(HasSubstr("npm ci --ignore-scripts"), HasSubstr(kOnnxruntimeFolderVariable)));
  EXPECT_THAT(look_for_onnxruntime(folder_ / "absent").fault, HasSubstr("it has no serve.mjs"));
}

TEST_F(OnnxruntimeNodeEngine, ThePackagesFolderCanBeNamed) {
  ::setenv(kOnnxruntimeFolderVariable, (folder_ / "mine").c_str(), 1);
  const OnnxruntimePackage package = find_onnxruntime_package();
  ::unsetenv(kOnnxruntimeFolderVariable);
  EXPECT_EQ(package.folder, folder_ / "mine");
  EXPECT_THAT(package.fault, HasSubstr(std::string(kOnnxruntimeFolderVariable) + "="));
  EXPECT_EQ(find_onnxruntime_package().folder, package_of_sources().folder);
}

TEST_F(OnnxruntimeNodeEngine, ADamagedPackageIsToldInNodesOwnWords) {
  // The script, and a package without its content.
  std::filesystem::copy(package_of_sources().script(), folder_ / "serve.mjs");
  std::filesystem::create_directories(folder_ / "node_modules/onnxruntime-node");
  test::write_bytes(folder_ / "node_modules/onnxruntime-node/package.json",
                    R"({"name": "onnxruntime-node"})");
  const SharedOnnxModel model = write_model();
  EXPECT_THAT(
      refusal_of([&] { make_onnxruntime_node_engine(*model, look_for_onnxruntime(folder_ / ""), "node"); }),
      AllOf(HasSubstr("exit code 2"), HasSubstr("onnxruntime-node")));
}

TEST_F(OnnxruntimeNodeEngine, AProcessThatDiesAtTheStartIsTold) {
  EXPECT_THAT(refusal_of([&] { make_fake("", "echo SyntaxError: old >&2; exit 1"); }),
              AllOf(HasSubstr("exit code 1; it printed: SyntaxError: old"), HasSubstr("node --version")));
}

TEST_F(OnnxruntimeNodeEngine, AProcessThatIsKilledMeanwhileIsTold) {
  auto engine = make_fake(message(kHello) + message(kLoaded), "head -c 4 <&3 >/dev/null; kill -9 $$");
  EXPECT_THAT(refusal_of([&] { engine->run(some_pixels()); }),
              AllOf(HasSubstr("is gone"), HasSubstr("signal 9 (Killed)"), Not(HasSubstr("--version"))));
  EXPECT_THAT(refusal_of([&] { engine->run(some_pixels()); }), HasSubstr("broken off"));
  engine.reset();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a zombie is left";
}

TEST_F(OnnxruntimeNodeEngine, AScriptOfAnotherVersionIsRefused) {
  EXPECT_THAT(refusal_of([&] { make_fake(message(R"({"protocol": 2, "bytes": 0})")); }),
              AllOf(HasSubstr("another version of affekt"), HasSubstr("expected protocol 1")));
}

TEST_F(OnnxruntimeNodeEngine, WrongAnswersAreRefused) {
  const std::string wrong = "serve.mjs gave a wrong answer: ";
  const std::string two_floats(8, '\0');
  EXPECT_THAT(answer_refusal("[1]"), HasSubstr(wrong));
  EXPECT_THAT(answer_refusal("not JSON"), HasSubstr(wrong + "\"not JSON\""));
  EXPECT_THAT(answer_refusal(R"({"bytes": 0})"), HasSubstr(wrong));
  const auto with_output = [](const std::string& name, const std::string& type, const std::string& dims,
                              const std::string& bytes) {
    return R"({"outputs": [{"name": ")" + name + R"(", "type": ")" + type + R"(", "dims": )" + dims +
           R"(}], "bytes": )" + bytes + "}";
  };
  EXPECT_EQ(answer_refusal(with_output("probabilities", "float32", "[1, 2]", "8"), two_floats), "accepted");
  EXPECT_THAT(answer_refusal(with_output("probabilities", "float32", "[1, 2]", "4"), two_floats),
              HasSubstr(wrong));
  EXPECT_THAT(answer_refusal(with_output("probabilities", "float32", "[1, 2]", "16"), two_floats),
              HasSubstr(wrong));
  EXPECT_THAT(answer_refusal(with_output("probabilities", "float32", "[1, -2]", "8"), two_floats),
              HasSubstr(wrong));
  EXPECT_THAT(
      answer_refusal(with_output("probabilities", "float32", "[4294967296, 4294967296]", "8"), two_floats),
      HasSubstr(wrong));
  EXPECT_THAT(answer_refusal(with_output("probabilities", "bfloat16", "[1, 2]", "8"), two_floats),
              HasSubstr(wrong));
  EXPECT_THAT(answer_refusal(with_output("probabilities", "float32", "[1, 2]", "\"8\""), two_floats),
              HasSubstr(wrong));
  EXPECT_THAT(answer_refusal(with_output("classes", "float32", "[1, 2]", "8"), two_floats),
              HasSubstr("output \"probabilities\": expected float32 [N, 2], got none"));
  EXPECT_THAT(answer_refusal(with_output("probabilities", "float32", "[2, 1]", "8"), two_floats),
              HasSubstr("got float32 [2, 1]"));
}

void run_until_interrupted(InferenceEngine& engine, const HostTensors& inputs) {
  install_interrupt_handlers();
  std::thread asker([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ::kill(::getpid(), SIGTERM);
  });
  asker.detach();
  try {
    engine.run(inputs);
  } catch (const Interrupted& error) {
    std::_Exit(static_cast<int>(error.code()));
  }
  std::_Exit(1);
}

TEST_F(OnnxruntimeNodeEngine, ARunCanBeInterrupted) {
  testing::FLAGS_gtest_death_test_style = "fast";
  EXPECT_EXIT(run_until_interrupted(*make_fake(message(kHello) + message(kLoaded)), some_pixels()),
              testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace affekt
