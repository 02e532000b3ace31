// A page of every kind of report, and one that asks more of a page than any of them.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/files/atomic_file.h"
#include "evaluation/over_time/emotion_over_time_report.h"
#include "tests/evaluation/affect/affect_fixtures.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"
#include "tests/evaluation/next_song/next_song_fixtures.h"
#include "tests/evaluation/over_time/emotion_over_time_fixtures.h"
#include "tests/evaluation/report/report_fixtures.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {

struct NamedReport {
  std::string name;
  Report report;
};

/// Long words that can't be broken, wide tables and drawings, a matrix of 26 classes, text that is markup.
inline Report make_demanding_report() {
  const std::string path(120, 'x'),
      markup = "<img src=\"http://example.org/x.png\"><script>document.title='no'</script>";
  Report report = make_full_report(" " + markup);
  report.title += path;
  report.subtitle += path;
  report.notes.push_back({true, "long", "A folder: /" + path});
  report.notes.push_back({false, "long", "Another one: /" + path});
  report.cards.resize(3, report.cards[0]);
  Table wide{"A wide table",
             "A note on it that is longer than a narrow window is wide, so it must be broken.",
             {""}};
  wide.rows = {{path}, {"short"}};
  for (int i = 0; i < 14; ++i) {
    wide.head.push_back("Column " + std::to_string(i));
    for (std::vector<std::string>& row : wide.rows) row.push_back("0.1361\n0.1187 – 0.1524");
  }
  Matrix matrix{"large", "A large matrix", "True class", "Predicted class", {}, {}};
  for (int row = 0; row < 26; ++row) {
    matrix.names.push_back("Disconnection " + std::to_string(row));
    matrix.counts.emplace_back();
    for (int column = 0; column < 26; ++column)
      matrix.counts.back().push_back(row == column ? 37 * row : (row + column) % 5);
  }
  SvgCanvas drawing(1040, 200);
  drawing.text(1030, 20, "text at the end of a wide drawing", "label", SvgCanvas::Anchor::kEnd);
  const Figure figure{"A wide drawing", "of a text", drawing};
  report.sections.push_back({"Wide" + path, "", {wide, matrix, FigureGroup{"wide", "Wide", {figure}, 720}}});
  Facts facts{"Facts",
              {{"digest", std::string(64, 'd')}, {"list", std::vector<int>(50, 7)}, {"path", "/" + path}}};
  report.sections.push_back({"Narrow", "", {facts, facts, facts}, true});
  report.sections.push_back({"Narrow", "", {Details{"Closed", {wide, facts}}}, true});
  return report;
}

/// Reports of made-up predictions, with all that each kind can show. @param folder  for learning curves
inline std::vector<NamedReport> make_reports_of_all_kinds(const std::filesystem::path& folder) {
  write_text_atomically(
      folder / "metrics.csv",
      "epoch,train_loss,val_loss,train_accuracy,val_accuracy,val_macro_f1,val_uar,val_map,"
      "val_mae_valence,val_mae_arousal,val_mae_dominance,val_hit_rate_at_20,val_mrr_at_20,lr\n"
      "1,2,2.1,0.3,0.25,0.2,0.2,0.2,1.2,1.1,1.3,0.02,0.001,0.1\n"
      "2,1,1.2,0.6,0.55,0.5,0.5,0.3,1,0.9,1.1,0.1,0.02,0.05\n");
  std::vector<NamedReport> reports;

  ReportInput classes = make_input(spoken_by(make_random_table(300, 0.7, 1), 12));
  classes.metrics_csv = folder / "metrics.csv";
  reports.push_back({"classification", make_classification_report(classes)});

  AffectReportFacts people = facts_of(make_up_people({}), simple_priors());
  people.priors.prevalence.assign(26, 0.1);
  people.metrics_csv = folder / "metrics.csv";
  people.about = {{"counts", {{"boxes_cut", 3}}}, {"annotators", "several"}};
  reports.push_back({"affect", make_affect_report(make_up_people({}), people)});

  NextSongReportFacts plays = five_plays();
  plays.metrics_csv = folder / "metrics.csv";
  plays.methods[0].lists = ListScores{};
  plays.emotion = {"lstm", {curve_of("history", {{0, 0.5, 1.2}, {1, 0.4, 0.6}, {3, 0.2, 0.4}})}};
  plays.about = {
      {"plays", {{"read", 79523}, {"left_out", {{"shorter_than_30_s", 1234}}}}},
      {"rules", {"A song is its artist and title.", "Streams of fewer than 2 plays are left out."}}};
  reports.push_back({"next_song", make_next_song_report(plays)});

  const SongFixture songs = make_song_fixture();
  reports.push_back({"songs", make_song_report(make_song_input(songs))});

  LoudnessPredictor predictor;
  OverTimeReportInput recording;
  recording.result = compute_emotion_over_time(
      predictor, make_recording({{20, 0.25F}, {5, 0}, {20, 0.75F}, {20, 0.1F}}), {1, 0.5, 35});
  recording.recording_name = "talk.wav";
  recording.recording = {{"digest", "abc"}};
  recording.model = predictor.describe();
  recording.trained_on_name = predictor.dataset_name();
  reports.push_back({"over_time", make_over_time_report(recording)});
  return reports;
}

}  // namespace affekt
