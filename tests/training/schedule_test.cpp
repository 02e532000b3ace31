#include "training/schedule.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

ScheduleConfig config_of(const std::string& name, double warmup_epochs) {
  ScheduleConfig config;
  config.name = name;
  config.warmup_epochs = warmup_epochs;
  config.final_lr_fraction = 0.1;
  return config;
}

TEST(Schedule, WarmUpRisesInEqualStepsToTheBaseRate) {
  const Schedule schedule(config_of("cosine", 2), 0.4, 10, 2);  // 4 warm-up steps
  EXPECT_NEAR(schedule.lr_at(0), 0.1, 1e-12);
  EXPECT_NEAR(schedule.lr_at(1), 0.2, 1e-12);
  EXPECT_NEAR(schedule.lr_at(3), 0.4, 1e-12);
}

TEST(Schedule, CosineGoesFromBaseOverTheMiddleToItsEnd) {
  const Schedule schedule(config_of("cosine", 0), 1.0, 10, 10);
  EXPECT_NEAR(schedule.lr_at(0), 1.0, 1e-12);
  EXPECT_NEAR(schedule.lr_at(50), 0.55, 1e-12);  // 0.1 + 0.9 / 2
  EXPECT_NEAR(schedule.lr_at(100), 0.1, 1e-12);
  EXPECT_NEAR(schedule.lr_at(25), 0.1 + 0.45 * (1 + std::sqrt(0.5)), 1e-12);
}

TEST(Schedule, StepMultipliesEverySoManyEpochs) {
  auto config = config_of("step", 0);
  config.step_epochs = 3;
  config.factor = 0.5;
  const Schedule schedule(config, 0.8, 10, 4);
  EXPECT_NEAR(schedule.lr_at(11), 0.8, 1e-12);
  EXPECT_NEAR(schedule.lr_at(12), 0.4, 1e-12);
  EXPECT_NEAR(schedule.lr_at(24), 0.2, 1e-12);
}

TEST(Schedule, PlateauLowersAfterItsPatienceAndSurvivesARestore) {
  auto config = config_of("plateau", 0);
  config.patience_epochs = 2;
  config.factor = 0.5;
  config.final_lr_fraction = 0.2;
  Schedule schedule(config, 1.0, 100, 1);
  schedule.note_score(0.5);
  schedule.note_score(0.4);
  EXPECT_NEAR(schedule.lr_at(5), 1.0, 1e-12);
  Schedule restored(config, 1.0, 100, 1);
  restored.restore(schedule.state());
  for (auto* s : {&schedule, &restored}) {
    s->note_score(0.5);  // equal is not better
    EXPECT_NEAR(s->lr_at(5), 0.5, 1e-12);
    s->note_score(0.6);
    s->note_score(0.6);
    EXPECT_NEAR(s->lr_at(5), 0.5, 1e-12);
    s->note_score(0.6);
    EXPECT_NEAR(s->lr_at(5), 0.25, 1e-12);
    s->note_score(0.1);
    s->note_score(0.1);
    EXPECT_NEAR(s->lr_at(5), 0.2, 1e-12) << "never below final_lr_fraction";
  }
}

}  // namespace
}  // namespace affekt
