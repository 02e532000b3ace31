// Emotion over time for people and programs: a report, and text for the terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "evaluation/report/write_report_files.h"
#include "exported/emotion_over_time.h"

namespace affekt {

struct OverTimeReportInput {
  EmotionOverTime result;
  std::string recording_name;   // the file name
  nlohmann::json recording;     // facts of the file: path, digest, source_rate_hz, source_channels ...
  nlohmann::json model;         // Predictor::describe()
  std::string trained_on_name;  // Predictor::dataset_name(); empty: unknown
};

/// "80 windows of 3 s every 0.5 s"
std::string describe_windows(const EmotionOverTime& result);
/// Which windows are silent, and which pauses that leaves out.
std::string describe_silence_rule(const EmotionOverTime& result);
/// What the model learnt from, and what that says of its answers here.
std::string describe_validity(const std::string& trained_on_name);

/// A line for every segment and a summary of the classes.
/// @param max_segments  more than these are counted, not listed
std::string render_over_time_text(const OverTimeReportInput& input, size_t max_segments = 60);

/// Its facts are options, recording, model, classes, segments and windows; its summary is
/// render_over_time_text. Its table, emotion_over_time.csv, has one line a window: start_s, end_s, center_s,
/// level_db, silent, prediction, p_<class>...; prediction and probabilities are empty where it is silent.
Report make_over_time_report(const OverTimeReportInput& input);

/// For write_report_files: emotion_over_time.{html,json,svg} beside the CSV.
inline const ReportFileNames kOverTimeFiles = {"emotion_over_time", "", /*has_markdown=*/false};

}  // namespace affekt
