// Where a training step's time goes: the sums, the counted work, the files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <thread>

#include "core/files/atomic_file.h"
#include "models/operators/convolution_op.h"
#include "tests/core/temporary_folder.h"
#include "tests/training/tiny_training.h"
#include "training/profile/chrome_trace.h"
#include "training/profile/matrix_work.h"
#include "training/profile/measure_matrix_rate.h"
#include "training/profile/profile_observer.h"
#include "training/profile/profile_summary.h"
#include "training/profile/work_recorder.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::Not;

WorkClock::time_point moment(int milliseconds) {
  return WorkClock::time_point(std::chrono::hours(1) + std::chrono::milliseconds(milliseconds));
}

/// steps 0..100 { forward 10..50 { waiting 20..30 }, backward 50..90 }, and another thread.
std::vector<WorkPiece> example_pieces() {
  return {{"waiting", 3, moment(20), moment(30)},
          {"loading", 4, moment(0), moment(25)},
          {"forward", 3, moment(10), moment(50)},
          {"backward", 3, moment(50), moment(90)},
          {"steps", 3, moment(0), moment(100)}};
}

TEST(OwnSeconds, LeaveOutWhatLiesInside) {
  const auto sums = sum_own_seconds(example_pieces(), moment(0));
  EXPECT_NEAR(sums.at(3).at("forward"), 0.030, 1e-12);
  EXPECT_NEAR(sums.at(3).at("waiting"), 0.010, 1e-12);
  EXPECT_NEAR(sums.at(3).at("backward"), 0.040, 1e-12);
  EXPECT_NEAR(sums.at(3).at("steps"), 0.020, 1e-12);
  EXPECT_NEAR(sums.at(4).at("loading"), 0.025, 1e-12);
}

TEST(OwnSeconds, CountFromTheGivenMomentOn) {
  const auto sums = sum_own_seconds(example_pieces(), moment(25));
  EXPECT_NEAR(sums.at(3).at("waiting"), 0.005, 1e-12);
  EXPECT_NEAR(sums.at(3).at("forward"), 0.020, 1e-12);
  EXPECT_NEAR(sums.at(3).at("steps"), 0.010, 1e-12);
  EXPECT_EQ(sums.count(4), 0u);
}

TEST(ChromeTrace, HasThePiecesInMicrosecondsAndNamesTheThreads) {
  const auto trace = nlohmann::json::parse(render_chrome_trace(example_pieces(), 3));
  const auto& events = trace.at("traceEvents");
  ASSERT_EQ(events.size(), 7u);
  EXPECT_EQ(events[0].at("args").at("name"), "training");
  EXPECT_EQ(events[1].at("args").at("name"), "loader");
  EXPECT_EQ(
      events[2],
      nlohmann::json(
          {{"ph", "X"}, {"name", "waiting"}, {"pid", 1}, {"tid", 3}, {"ts", 20000.0}, {"dur", 10000.0}}));
  EXPECT_EQ(nlohmann::json::parse(render_chrome_trace({}, 0)).at("traceEvents").size(), 0u);
}

double count_flops(const std::function<void()>& work) {
  const MatrixWorkCounter counter;
  work();
  return counter.flops();
}

TEST(MatrixWork, OfProductsIsTwiceTheMultiplications) {
  const auto a = torch::ones({3, 4}), b = torch::ones({4, 5});
  EXPECT_EQ(count_flops([&] { torch::mm(a, b); }), 2 * 3 * 4 * 5);
  EXPECT_EQ(count_flops([&] { torch::matmul(a.expand({2, 3, 4}), b.expand({2, 4, 5})); }), 2 * 2 * 3 * 4 * 5);
  EXPECT_EQ(count_flops([&] { torch::linear(a, torch::ones({5, 4}), torch::ones({5})); }), 2 * 3 * 4 * 5);
  EXPECT_EQ(count_flops([&] { torch::relu(a); }), 0);
}

/// x [2, 3, 8, 8], weight [6, 3, 3, 3], stride 2, padding 1: y [2, 6, 4, 4]. Forward, by the weight, and, if
/// it is asked for, by x: each 2 * (2 * 6 * 4 * 4) * (3 * 3 * 3).
TEST(MatrixWork, OfAConvolutionIsThatOfItsThreePasses) {
  const double one_pass = 2.0 * (2 * 6 * 4 * 4) * (3 * 3 * 3);
  for (const bool needs_x : {false, true}) {
    const auto x = torch::ones({2, 3, 8, 8}, torch::requires_grad(needs_x));
    const auto weight = torch::ones({6, 3, 3, 3}, torch::requires_grad());
    EXPECT_EQ(count_flops([&] { convolve(x, weight, 2, 1).sum().backward(); }), (needs_x ? 3 : 2) * one_pass);
  }
}

TEST(MatrixWork, OfWinogradsFormIsThatOfThePlainSum) {
  const auto x = torch::ones({1, 16, 8, 8}, torch::requires_grad());
  const auto weight = torch::ones({32, 16, 3, 3}, torch::requires_grad());
  // Whichever kernel this machine takes.
  EXPECT_EQ(count_flops([&] { convolve(x, weight, 1, 1).sum().backward(); }),
            3 * 2.0 * (32 * 8 * 8) * (16 * 3 * 3));
}

TEST(MatrixRate, IsThatOfAMachine) {
  const MatrixRate rate = measure_matrix_rate(torch::kFloat32, torch::kCPU);
  EXPECT_GT(rate.flops_a_second, 1e8);
  EXPECT_LT(rate.flops_a_second, 1e15);
  EXPECT_GT(rate.cpu_share, 0);
  EXPECT_LE(rate.cpu_share, 1);
}

/// Everything on one CPU, where another process does nothing but run: of two threads' time there is at most
/// the half, and about a quarter is left.
TEST(MatrixRate, TellsThatOtherWorkHadTheCpus) {
  cpu_set_t before, one;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  int cpu = 0;
  while (!CPU_ISSET(cpu, &before)) ++cpu;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  const pid_t busy = fork();
  if (busy == 0) {
    sched_setaffinity(0, sizeof one, &one);
    alarm(60);  // ends it if nobody else does
    for (volatile bool runs = true; runs;) {
    }
  }
  MatrixRate rate;
  std::thread([&] {
    sched_setaffinity(0, sizeof one, &one);
    rate = measure_matrix_rate(torch::kFloat32, torch::kCPU);
  }).join();
  kill(busy, SIGKILL);
  waitpid(busy, nullptr, 0);
  EXPECT_LT(rate.cpu_share, 0.9);
  EXPECT_TRUE(rate.is_disturbed());
}

/// Three epochs of six steps; the first step is left out.
TEST(ProfileObserver, TellsWhereAStepsTimeGoesAndChangesNothing) {
  const TemporaryFolder folder;
  const TrainConfig config = tiny_config(3);
  TinyTraining plain(config, {});
  plain.trainer->run();

  ProfileOptions options;
  options.summary = folder / "profile.json";
  options.trace = folder / "profile_trace.json";
  TinyTraining profiled(config, folder / "checkpoints");
  Trainer::Outputs outputs;
  outputs.checkpoints = folder / "checkpoints";
  Observers observers;
  observers.push_back(make_profile_observer(*profiled.network, options));
  testing::internal::CaptureStderr();
  Trainer(*profiled.task, config, outputs, std::move(observers)).run();
  const std::string log = testing::internal::GetCapturedStderr();
  expect_same_weights(*plain.network, *profiled.network);

  const auto profile = nlohmann::json::parse(read_text_file(options.summary));
  EXPECT_EQ(profile.at("num_steps"), 3 * 6 - 1);
  EXPECT_EQ(profile.at("num_steps_left_out"), 1);
  EXPECT_EQ(profile.at("num_samples"), 3 * 42 - 8);
  EXPECT_EQ(profile.at("num_epochs"), 3);
  const auto& seconds = profile.at("seconds_a_step");
  double sum = 0;
  for (const char* part : {"waiting", "forward", "backward", "update", "checkpoint", "other"}) {
    EXPECT_GE(seconds.at(part).get<double>(), 0) << part;
    sum += seconds.at(part).get<double>();
  }
  EXPECT_NEAR(sum, seconds.at("all").get<double>(), 1e-9);
  EXPECT_EQ(seconds.at("checkpoint"), 0.0);  // those at the end of an epoch are not of its steps
  EXPECT_GT(seconds.at("backward").get<double>(), 0);
  EXPECT_GT(profile.at("loader_seconds_a_step").at("augmentation").get<double>(), 0);
  EXPECT_GT(profile.at("validation_seconds_an_epoch").get<double>(), 0);
  EXPECT_GT(profile.at("flops_a_sample").get<double>(), 1e4);
  EXPECT_NEAR(
      profile.at("matrix_flops_a_second").get<double>(),
      profile.at("flops_a_sample").get<double>() * (3 * 42 - 8) / (17 * seconds.at("all").get<double>()), 1);

  EXPECT_THAT(log, HasSubstr("where a step's time goes (17 steps of"));
  EXPECT_THAT(log, HasSubstr("waiting for data"));
  const auto trace = nlohmann::json::parse(read_text_file(options.trace));
  std::map<std::string, int> counts;
  for (const auto& event : trace.at("traceEvents")) ++counts[event.at("name").get<std::string>()];
  EXPECT_EQ(counts.at("steps"), 3);
  EXPECT_EQ(counts.at("backward"), 18);
  EXPECT_EQ(counts.at("update"), 18);
  EXPECT_EQ(counts.at("loading"), 18);
  EXPECT_EQ(counts.at("validation"), 3);
}

TEST(ProfileSummary, SaysWhenTheNetworkWaits) {
  ProfileSummary summary;
  summary.num_steps = 10;
  summary.num_samples = 80;
  summary.num_epochs = 1;
  summary.steps = 1;
  summary.waiting = 0.05;
  summary.forward = 0.35;
  summary.backward = 0.6;
  summary.flops_a_sample = 1e9;
  summary.matrix_rate.flops_a_second = 160e9;
  summary.unit = "images";
  const std::string told = render_profile(summary);
  EXPECT_THAT(
      told,
      HasSubstr("where a step's time goes (10 steps of 100.0 ms, 80 images/s, 1 thread, fp32; without the "
                "first step, which makes what later ones use):"));
  EXPECT_THAT(told, HasSubstr("  waiting for data      5.00 ms   5.0 %"));
  EXPECT_THAT(told, HasSubstr("1 GFLOP for each of the images, 80 GFLOP/s: 50 % of the 160 GFLOP/s"));
  EXPECT_THAT(told, Not(HasSubstr("the network waits for its data")));
  summary.waiting = 0.2;
  EXPECT_THAT(render_profile(summary), HasSubstr("the network waits for its data"));
}

}  // namespace
}  // namespace affekt
