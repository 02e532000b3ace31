// Every kind of fault in one file, with the message a user reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/field_visitor.h"
#include "config/parse/config_errors.h"
#include "config/parse/read_value.h"
#include "config/parse/yaml_tree.h"
#include "tests/config/config_test_helpers.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(ConfigKeys, AMisspeltKeyIsRefusedWithTheNearestOne) {
  EXPECT_EQ(error_behind_minimal("train:\n  ecpohs: 3\n"),
            "test.yaml:4:3: train.ecpohs: unknown key; did you mean \"epochs\"?");
  EXPECT_EQ(error_behind_minimal("trian: {epochs: 3}\n"),
            "test.yaml:3:1: trian: unknown key; did you mean \"train\"?");
  EXPECT_EQ(error_behind_minimal("train: {optimiser: {lr: 0.1}}\n"),
            "test.yaml:3:9: train.optimiser: unknown key; did you mean \"optimizer\"?");
}

TEST(ConfigKeys, APartOfAKeyFindsTheWholeKey) {
  EXPECT_EQ(error_behind_minimal("train: {batch: 3}\n"),
            "test.yaml:3:9: train.batch: unknown key; did you mean \"batch_size\"?");
  EXPECT_EQ(error_behind_minimal("train: {schedule: {warmup: 3}}\n"),
            "test.yaml:3:20: train.schedule.warmup: unknown key; did you mean \"warmup_epochs\"?");
}

TEST(ConfigKeys, AKeyInTheWrongSectionIsSentToItsOwn) {
  EXPECT_EQ(error_behind_minimal("train: {lr: 0.1}\n"),
            "test.yaml:3:9: train.lr: unknown key; did you mean \"train.optimizer.lr\"?");
  EXPECT_EQ(error_behind_minimal("epochs: 3\n"),
            "test.yaml:3:1: epochs: unknown key; did you mean \"model.affect.epochs\" or \"train.epochs\"?");
  EXPECT_EQ(error_behind_minimal("batch_size: 3\n"),
            "test.yaml:3:1: batch_size: unknown key; did you mean \"train.batch_size\"?");
}

TEST(ConfigKeys, AnUnknownKeyLikeNoOtherIsRefusedWithTheKnownOnes) {
  EXPECT_EQ(error_behind_minimal("export: {qqq: 1}\n"),
            "test.yaml:3:10: export.qqq: unknown key; expected one of max_probability_difference");
}

TEST(ConfigKeys, KeysAreCaseSensitive) {
  EXPECT_EQ(error_behind_minimal("Train: {}\n"),
            "test.yaml:3:1: Train: unknown key; did you mean \"train\"?");
}

TEST(ConfigKeys, ARepeatedKeyIsRefusedEvenWithTheSameValue) {
  EXPECT_EQ(error_behind_minimal("train:\n  epochs: 3\n  seed: 1\n  epochs: 3\n"),
            "test.yaml:6:3: train.epochs: repeated key, first given at line 4");
  EXPECT_EQ(error_behind_minimal("name: again\n"),
            "test.yaml:3:1: name: repeated key, first given at line 1");
  EXPECT_EQ(error_behind_minimal("train: {seed: 1}\ntrain: {epochs: 3}\n"),
            "test.yaml:4:1: train: repeated key, first given at line 3");
  EXPECT_EQ(error_behind_minimal("train:\n  optimizer: {lr: 0.1, 'lr': 0.2}\n"),
            "test.yaml:4:24: train.optimizer.lr: repeated key, first given at line 4");
}

TEST(ConfigKeys, AMissingRequiredKeyIsNamed) {
  EXPECT_EQ(error_of_text("name: a\n"), "test.yaml:1:1: data.path: missing key; expected a path");
  EXPECT_EQ(error_of_text("name: a\ndata:\n  source: fer2013\n"),
            "test.yaml:2:1: data.path: missing key; expected a path");
  EXPECT_THAT(error_of_text("data: {path: x}\n"),
              StartsWith("test.yaml:1:1: name: missing key; expected a name of"));
}

TEST(ConfigKeys, AllFaultsAreToldAtOnceInTheOrderOfTheLines) {
  EXPECT_EQ(error_behind_minimal("train:\n  lerning: 1\n  epochs: x\nmodel:\n  dropout: 2\n"),
            "test.yaml:4:3: train.lerning: unknown key; expected one of seed, epochs, batch_size, precision, "
            "device, "
            "num_threads, optimizer, schedule, augment, speech, transfer, affect_loss, next_song, select, "
            "mixup_alpha, mixup_probability, "
            "label_smoothing, class_weights, ema_decay, gradient_clip_norm, early_stop_epochs, best_metric, "
            "checkpoint_minutes, "
            "tensorboard\n"
            "test.yaml:5:11: train.epochs: expected an integer from 1 to 10000, got \"x\"\n"
            "test.yaml:7:12: model.dropout: expected a number >= 0 and < 1, got 2");
}

TEST(ConfigValues, AnIntegerTakesNothingElse) {
  const std::string expected = "test.yaml:3:17: train.epochs: expected an integer from 1 to 10000, got ";
  const auto error_of = [](const std::string& value) {
    return error_behind_minimal("train: {epochs: " + value + "}\n");
  };
  EXPECT_EQ(error_of("ten"), expected + "\"ten\"");
  EXPECT_EQ(error_of("1.5"), expected + "1.5");
  EXPECT_EQ(error_of("60.0"), expected + "60.0; did you mean 60?");
  EXPECT_EQ(error_of("1e3"), expected + "1e3; did you mean 1000?");
  EXPECT_EQ(error_of("010"), expected + "010; did you mean 10?");  // octal 8 in YAML 1.1, 10 in YAML 1.2
  EXPECT_EQ(error_of("0x10"), expected + "0x10");
  EXPECT_EQ(error_of("\"60\""), expected + "\"60\" in quotes; did you mean 60 without quotes?");
  EXPECT_EQ(error_of("true"), expected + "true");
  EXPECT_EQ(error_of("[3]"), expected + "a list");
  EXPECT_EQ(error_of("{a: 3}"), expected + "a map");
  EXPECT_EQ(error_of("3 epochs"), expected + "\"3 epochs\"");
}

TEST(ConfigValues, AnIntegerStaysInItsRange) {
  const std::string expected = "test.yaml:3:17: train.epochs: expected an integer from 1 to 10000, got ";
  for (const std::string value : {"0", "-1", "10001", "99999999999999999999"}) {
    EXPECT_EQ(error_behind_minimal("train: {epochs: " + value + "}\n"), expected + value);
  }
  for (const std::string value : {"10000", "+3"}) {
    EXPECT_EQ(error_behind_minimal("train: {epochs: " + value + "}\n"), "(no error)");
  }
}

TEST(ConfigValues, ANumberTakesNothingElse) {
  const std::string expected = "test.yaml:3:17: model.dropout: expected a number >= 0 and < 1, got ";
  const auto error_of = [](const std::string& value) {
    return error_behind_minimal("model: {dropout: " + value + "}\n");
  };
  EXPECT_EQ(error_of("some"), "test.yaml:3:18: model.dropout: expected a number >= 0 and < 1, got \"some\"");
  EXPECT_THAT(error_of(".nan"), HasSubstr("got .nan"));
  EXPECT_THAT(error_of("nan"), HasSubstr("got \"nan\""));
  EXPECT_THAT(error_of(".inf"), HasSubstr("got .inf"));
  EXPECT_THAT(error_of("-.INF"), HasSubstr("got -.INF"));
  EXPECT_THAT(error_of("1e999"), HasSubstr("got 1e999"));
  EXPECT_THAT(error_of("\"0.5\""), HasSubstr("got \"0.5\" in quotes; did you mean 0.5 without quotes?"));
  EXPECT_THAT(error_of("[0.5]"), HasSubstr("got a list"));
  EXPECT_THAT(error_behind_minimal("model:\n  dropout: 0,5\n"), HasSubstr("got \"0,5\"; did you mean 0.5?"));
}

TEST(ConfigValues, ANumberStaysInItsRangeAndAnOpenBoundIsOutside) {
  EXPECT_EQ(error_behind_minimal("train: {optimizer: {lr: 0}}\n"),
            "test.yaml:3:25: train.optimizer.lr: expected a number > 0 and <= 10, got 0");
  EXPECT_EQ(error_behind_minimal("train: {optimizer: {lr: 10}}\n"), "(no error)");
  EXPECT_EQ(error_behind_minimal("train: {optimizer: {lr: 10.001}}\n"),
            "test.yaml:3:25: train.optimizer.lr: expected a number > 0 and <= 10, got 10.001");
  EXPECT_EQ(error_behind_minimal("train: {optimizer: {beta2: 1.0}}\n"),
            "test.yaml:3:28: train.optimizer.beta2: expected a number >= 0 and < 1, got 1.0");
  EXPECT_EQ(error_behind_minimal("train: {optimizer: {beta2: 0}}\n"), "(no error)");
}

TEST(ConfigValues, ANumberTakesEveryFormOfYaml) {
  const auto read = [](const std::string& value) {
    return parse_experiment(kMinimalConfig + "train: {optimizer: {lr: " + value + "}}\n", "t")
        .train.optimizer.lr;
  };
  EXPECT_EQ(read("1"), 1.0);
  EXPECT_EQ(read("0.05"), 0.05);
  EXPECT_EQ(read(".5"), 0.5);
  EXPECT_EQ(read("5."), 5.0);
  EXPECT_EQ(read("+1e-3"), 0.001);
  EXPECT_EQ(read("2.5E-2"), 0.025);
}

TEST(ConfigValues, ASwitchIsTrueOrFalse) {
  EXPECT_EQ(error_behind_minimal("train: {tensorboard: yes}\n"),
            "test.yaml:3:22: train.tensorboard: expected true or false, got \"yes\"; did you mean true?");
  EXPECT_EQ(error_behind_minimal("train: {tensorboard: 0}\n"),
            "test.yaml:3:22: train.tensorboard: expected true or false, got 0; did you mean false?");
  EXPECT_EQ(error_behind_minimal("train: {tensorboard: \"true\"}\n"),
            "test.yaml:3:22: train.tensorboard: expected true or false, got \"true\" in quotes; did you mean "
            "true?");
  EXPECT_TRUE(parse_experiment(kMinimalConfig + "train: {tensorboard: true}\n", "t").train.tensorboard);
}

TEST(ConfigValues, AChoiceIsOneOfItsWords) {
  EXPECT_EQ(
      error_behind_minimal("train: {optimizer: {name: adam}}\n"),
      "test.yaml:3:27: train.optimizer.name: expected sgd or adamw, got \"adam\"; did you mean \"adamw\"?");
  EXPECT_EQ(error_behind_minimal("train: {precision: 16}\n"),
            "test.yaml:3:20: train.precision: expected auto, fp32 or bf16, got 16");
  EXPECT_EQ(error_behind_minimal("evaluate: {split: val}\n"),
            "test.yaml:3:19: evaluate.split: expected train, validation or test, got \"val\"; "
            "did you mean \"validation\"?");
}

TEST(ConfigValues, NothingIsNoValue) {
  EXPECT_EQ(error_behind_minimal("train:\n  epochs:\n  seed: 1\n"),
            "test.yaml:4:3: train.epochs: expected an integer from 1 to 10000, got nothing");
  EXPECT_EQ(error_behind_minimal("train:\n  class_weights: ~\n"),
            "test.yaml:4:3: train.class_weights: expected none, inverse_frequency or inverse_sqrt_frequency, "
            "got nothing");
  EXPECT_EQ(error_of_text("name: a\ndata: {path: \"\"}\n"),
            "test.yaml:2:14: data.path: expected a path, got \"\" in quotes");
}

TEST(ConfigValues, ATextThatLooksLikeANumberNeedsQuotes) {
  EXPECT_EQ(
      error_of_text("name: a\ndata: {path: 2013}\n"),
      "test.yaml:2:14: data.path: expected a path, got 2013; a text of this form needs quotes: \"2013\"");
  EXPECT_EQ(parse_experiment("name: a\ndata: {path: \"2013\"}\n", "t").data.path, "2013");
}

TEST(ConfigValues, TheNameIsTheNameOfAFolder) {
  for (const std::string name : {"a/b", "..", "-x", "a b", "ä"}) {
    EXPECT_EQ(error_of_text("name: \"" + name + "\"\ndata: {path: x}\n"),
              "test.yaml:1:7: name: expected a name of letters, digits, '.', '_' and '-' that begins with a "
              "letter or "
              "digit, got \"" +
                  name + "\" in quotes");
  }
}

TEST(ConfigValues, EveryItemOfAListIsChecked) {
  EXPECT_EQ(error_behind_minimal("model: {channels: [8, x, 1.5, 4], residual_blocks: [0, 0, 0, 99]}\n"),
            "test.yaml:3:23: model.channels[1]: expected an integer from 1 to 4096, got \"x\"\n"
            "test.yaml:3:26: model.channels[2]: expected an integer from 1 to 4096, got 1.5\n"
            "test.yaml:3:62: model.residual_blocks[3]: expected an integer from 0 to 16, got 99");
  EXPECT_EQ(
      error_behind_minimal("model: {channels: 32}\n"),
      "test.yaml:3:19: model.channels: expected a list of 1 to 8 integers, each from 1 to 4096, got 32");
  EXPECT_EQ(
      error_behind_minimal("model: {channels: []}\n"),
      "test.yaml:3:19: model.channels: expected a list of 1 to 8 integers, each from 1 to 4096, got 0 items");
}

TEST(ConfigValues, EveryTextOfAListIsChecked) {
  EXPECT_EQ(parse_experiment(kMinimalConfig + "model: {features: {columns: [tempo, \"1e5\"]}}\n", "t")
                .model.features.columns,
            (std::vector<std::string>{"tempo", "1e5"}));
  EXPECT_EQ(error_behind_minimal("model: {features: {columns: [tempo, 3, \"\", [a]]}}\n"),
            "test.yaml:3:37: model.features.columns[1]: expected a text, got 3; a text of this form needs "
            "quotes: \"3\"\n"
            "test.yaml:3:40: model.features.columns[2]: expected a text, got \"\" in quotes\n"
            "test.yaml:3:44: model.features.columns[3]: expected a text, got a list");
  EXPECT_EQ(error_behind_minimal("model: {features: {columns: tempo}}\n"),
            "test.yaml:3:29: model.features.columns: expected a list of 1 to 64 texts, got \"tempo\"");
  EXPECT_EQ(error_behind_minimal("model: {features: {columns: []}}\n"),
            "test.yaml:3:29: model.features.columns: expected a list of 1 to 64 texts, got 0 items");
}

TEST(ConfigValues, AListOfTextsMayHaveChoices) {
  const FieldRules rules = FieldRules("Metrics").num_items(1, 2).one_of({"accuracy", "uar"});
  std::vector<std::string> texts;
  const auto read = [&](const std::string& yaml) -> std::string {
    ConfigErrors errors;
    read_value(parse_yaml(yaml, "t"), "metrics", rules, &texts, errors);
    try {
      errors.throw_if_any();
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(read("[uar, accuracy]"), "");
  EXPECT_EQ(texts, (std::vector<std::string>{"uar", "accuracy"}));
  EXPECT_EQ(read("[uaar]"),
            "t:1:2: metrics[0]: expected accuracy or uar, got \"uaar\"; did you mean \"uar\"?");
  EXPECT_EQ(read("uar"),
            "t:1:1: metrics: expected a list of 1 to 2 texts, each accuracy or uar, got \"uar\"");
}

TEST(ConfigValues, OnlyAPathThatMayBeMissingTakesAnEmptyText) {
  const std::string songs = "name: a\ndata: {path: x, songs: {affect_path: ";
  EXPECT_EQ(parse_experiment(songs + "\"\"}}\n", "t").data.songs.affect_path, "");
  EXPECT_EQ(parse_experiment(songs + "\"${AFFEKT_NO_SUCH_VARIABLE:-}\"}}\n", "t").data.songs.affect_path, "");
  EXPECT_EQ(error_of_text(songs + "}}\n"),
            "test.yaml:2:25: data.songs.affect_path: expected a path, or \"\", got nothing; write \"\"; on a "
            "command line --set 'data.songs.affect_path=\"\"'");
  EXPECT_EQ(error_of_text("name: a\ndata: {path: \"\"}\n"),
            "test.yaml:2:14: data.path: expected a path, got \"\" in quotes");
}

TEST(ConfigValues, ASectionTakesKeysOnly) {
  EXPECT_EQ(
      error_behind_minimal("train:\n  optimizer: adamw\n"),
      "test.yaml:4:14: train.optimizer: expected keys below it, such as train.optimizer.name, got \"adamw\"");
  EXPECT_EQ(error_behind_minimal("train:\n  - epochs: 3\n"),
            "test.yaml:4:3: train: expected keys below it, such as train.seed, got a list");
  EXPECT_EQ(error_behind_minimal("train:\n# epochs: 3\n"),
            "test.yaml:3:1: train: expected keys below it, such as train.seed, got nothing; "
            "leave it out to keep the defaults");
}

TEST(ConfigValues, AMessageStaysOnOneReadableLine) {
  EXPECT_EQ(error_behind_minimal("train: {precision: \"a\\nb\"}\n"),
            "test.yaml:3:20: train.precision: expected auto, fp32 or bf16, got \"a\\nb\" in quotes");
  EXPECT_LT(error_behind_minimal("train: {precision: " + std::string(4000, 'x') + "}\n").size(), 200u);
}

TEST(ConfigContradictions, WarmUpIsShorterThanTheTraining) {
  EXPECT_EQ(error_behind_minimal("train: {epochs: 2}\n"),
            "test.yaml:3:17: train.schedule.warmup_epochs: expected fewer than train.epochs (2), got 2");
  EXPECT_EQ(error_behind_minimal("train: {epochs: 2, schedule: {warmup_epochs: 2.5}}\n"),
            "test.yaml:3:46: train.schedule.warmup_epochs: expected fewer than train.epochs (2), got 2.5");
  EXPECT_EQ(error_behind_minimal("train: {epochs: 2, schedule: {warmup_epochs: 1.9}}\n"), "(no error)");
}

TEST(ConfigContradictions, EveryStageHasItsNumberOfResidualBlocks) {
  EXPECT_EQ(error_behind_minimal("model: {channels: [8, 16]}\n"),
            "test.yaml:3:19: model.residual_blocks: expected one number for each of the 2 stages in "
            "model.channels, got 4");
  EXPECT_EQ(error_behind_minimal("model: {channels: [8, 16], residual_blocks: [0, 1]}\n"), "(no error)");
}

TEST(ConfigContradictions, ALearningRateThatShouldFallFalls) {
  EXPECT_EQ(error_behind_minimal("train: {epochs: 20, schedule: {name: step}}\n"),
            "test.yaml:3:38: train.schedule.step_epochs: expected fewer than train.epochs (20), or the "
            "learning rate "
            "never falls, got 30");
  EXPECT_EQ(error_behind_minimal("train: {epochs: 20, schedule: {name: plateau, patience_epochs: 20}}\n"),
            "test.yaml:3:64: train.schedule.patience_epochs: expected fewer than train.epochs (20), or the "
            "learning "
            "rate never falls, got 20");
  EXPECT_EQ(error_behind_minimal("train: {epochs: 20, schedule: {step_epochs: 30}}\n"),
            "(no error)");  // cosine
}

TEST(ConfigContradictions, ARuleForKHasWhatItNeeds) {
  EXPECT_THAT(
      error_behind_minimal("model: {kmeans: {sweep: {rule: gap, gap_references: 0}}}\n"),
      HasSubstr("model.kmeans.sweep.rule: gap needs model.kmeans.sweep.gap_references of at least 1"));
  EXPECT_THAT(error_behind_minimal("model: {kmeans: {sweep: {stability_rounds: 0}}}\n"),
              HasSubstr("test.yaml:3:44: model.kmeans.sweep.rule: stable_silhouette needs"));
  EXPECT_EQ(error_behind_minimal("model: {kmeans: {sweep: {stability_rounds: 0, rule: silhouette}}}\n"),
            "(no error)");
  EXPECT_EQ(error_behind_minimal(
                "model: {kmeans: {num_clusters: 5, sweep: {enabled: false, stability_rounds: 0}}}\n"),
            "(no error)");
}

TEST(ConfigContradictions, OneFoldDoesNotTestAndValidate) {
  EXPECT_THAT(error_of_text("name: a\ndata: {path: p, split: {test_fold: 2, validation_fold: 2}}\n"),
              HasSubstr("data.split.validation_fold: expected another fold than test_fold, got 2 for both"));
}

TEST(ConfigContradictions, ClassesAreTwoOrMoreEachOnce) {
  const auto error_of = [](const std::string& classes) {
    return error_of_text("name: a\ndata: {path: p, classes: " + classes + "}\n");
  };
  EXPECT_THAT(error_of("[sad]"), HasSubstr("data.classes: expected at least 2 classes, or [] for all"));
  EXPECT_THAT(error_of("[sad, happy, sad]"),
              HasSubstr("data.classes: expected each class once, got 'sad' twice"));
  EXPECT_EQ(error_of("[sad, happy]"), "(no error)");
  EXPECT_EQ(error_of("[]"), "(no error)");
}

TEST(ConfigContradictions, WhoLeavesActorsOutNamesThem) {
  EXPECT_THAT(error_of_text("name: a\ndata: {path: p, split: {plan: leave_actors_out}}\n"),
              HasSubstr("data.split.test_actors: expected the actors that test"));
}

TEST(ConfigContradictions, TheLowestFrequencyIsBelowTheHighest) {
  const auto front_end = [](const std::string& ends) {
    return error_behind_minimal("model:\n  name: speech_cnn\n  front_end: {" + ends + "}\n");
  };
  EXPECT_THAT(
      front_end("f_min_hz: 3000, f_max_hz: 2000"),
      HasSubstr("model.front_end.f_min_hz: expected less than model.front_end.f_max_hz (2000), got 3000"));
  EXPECT_THAT(front_end("f_min_hz: 2000, f_max_hz: 2000"), HasSubstr("expected less than"));
}

TEST(ConfigContradictions, NoiseGoesFromItsSmallestToItsLargestDistance) {
  EXPECT_THAT(
      error_behind_minimal("train:\n  speech:\n    noise_snr_min_db: 30\n    noise_snr_max_db: 20\n"),
      HasSubstr(
          "train.speech.noise_snr_min_db: expected at most train.speech.noise_snr_max_db (20), got 30"));
}

TEST(ConfigContradictions, WhoKeepsTheLastEpochDoesNotStopEarly) {
  EXPECT_THAT(error_behind_minimal("train:\n  select: last\n  early_stop_epochs: 3\n"),
              HasSubstr("train.early_stop_epochs: expected 0 with train.select: last, got 3"));
}

TEST(ConfigContradictions, EarlyStopComesBeforeTheEnd) {
  EXPECT_EQ(error_behind_minimal("train: {epochs: 20, early_stop_epochs: 20}\n"),
            "test.yaml:3:40: train.early_stop_epochs: expected fewer than train.epochs (20), or training "
            "never stops "
            "early, got 20");
}

TEST(ConfigSyntax, AYamlFaultIsToldWithItsPlace) {
  EXPECT_THAT(error_of_text("name: a\ntrain:\n  epochs:60\n  seed: 1\n"),
              StartsWith("test.yaml:4:7: not valid YAML: "));
  EXPECT_THAT(error_of_text("name: a\ntrain:\n\tepochs: 3\n"),
              HasSubstr("this line is indented by a tab, YAML takes spaces only"));
  EXPECT_THAT(error_of_text("name: a\nmodel: {channels: [1, 2\n"),
              StartsWith("test.yaml:3:1: not valid YAML: "));
  EXPECT_EQ(error_of_text("name: \"a\ndata:\n  path: x\n"),
            "test.yaml:1:7: not valid YAML: this quote is never closed");
  EXPECT_EQ(error_of_text("name: a\ndata:\n  path: 'it''s\n"),
            "test.yaml:3:9: not valid YAML: this quote is never closed");
}

TEST(ConfigSyntax, AClosedQuoteMayHoldTheOtherOne) {
  EXPECT_EQ(parse_experiment("name: a\ndata: {path: 'it''s \"x\"'}\n", "t").data.path, "it's \"x\"");
  EXPECT_EQ(parse_experiment("name: a\ndata: {path: \"it's \\\"x\\\\\"}\n", "t").data.path, "it's \"x\\");
}

TEST(ConfigSyntax, WhatConfigsDoNotNeedIsRefused) {
  EXPECT_EQ(error_of_text("name: a\n---\nname: b\n"),
            "test.yaml:2:1: expected one document, got a second document in one file");
  EXPECT_EQ(error_of_text("name: &a b\ndata: {path: *a}\n"),
            "test.yaml:1:7: expected a value, got an anchor (&)");
  EXPECT_EQ(error_of_text("name: !!str a\n"),
            "test.yaml:1:7: expected a value without a tag, got the tag tag:yaml.org,2002:str");
  EXPECT_EQ(error_of_text("? [a]\n: 1\n"), "test.yaml:1:3: expected a key, got a list or map");
  EXPECT_EQ(error_of_text("~: 1\n"), "test.yaml:1:1: expected a key, got nothing");
  EXPECT_EQ(error_of_text("name: " + std::string(5000, 'x') + "\n"),
            "test.yaml:1:7: expected at most 4096 characters, got 5000");
}

TEST(ConfigSyntax, ATextThatIsNoMapIsRefused) {
  EXPECT_EQ(error_of_text("just words\n"), "test.yaml: expected the keys of a config, got \"just words\"");
  EXPECT_EQ(error_of_text(""), "test.yaml: expected the keys of a config, got nothing");
  EXPECT_EQ(error_of_text("- a\n"), "test.yaml: expected the keys of a config, got a list");
}

TEST(ConfigSyntax, DeepNestingIsAnErrorAndNoCrash) {
  EXPECT_THAT(error_of_text("name: " + std::string(20000, '[') + "\n"), HasSubstr("not valid YAML"));
  EXPECT_THAT(error_of_text("name: " + std::string(20000, '{') + "\n"), HasSubstr("not valid YAML"));
}

TEST(ConfigSyntax, EveryCutOfAConfigGivesAConfigOrAConfigError) {
  const std::string text = to_yaml(parse_experiment(kMinimalConfig, "t"));
  for (size_t size = 0; size < text.size(); size += 7) {
    try {
      parse_experiment(text.substr(0, size), "cut.yaml");
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), StartsWith("cut.yaml:")) << size;
    }
  }
}

TEST(ConfigSyntax, WindowsLineEndsAndAByteOrderMarkAreTaken) {
  const ExperimentConfig config = parse_experiment("\xef\xbb\xbfname: a\r\ndata:\r\n  path: x\r\n", "t");
  EXPECT_EQ(config.name, "a");
  EXPECT_EQ(config.data.path, "x");
}

}  // namespace
}  // namespace affekt
