// Emotion over time for people and programs: text for the terminal, CSV, JSON, a page and its figure.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "evaluation/over_time/emotion_over_time.h"

namespace affekt {

struct OverTimeReport {
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
std::string render_over_time_text(const OverTimeReport& report, size_t max_segments = 60);

/// start_s,end_s,center_s,level_db,silent,prediction,p_<class>...; one line a window. Where it is silent,
/// prediction and probabilities are empty.
std::string render_over_time_csv(const EmotionOverTime& result);

/// Everything: options, facts, classes, segments, windows.
nlohmann::json build_over_time_json(const OverTimeReport& report);

/// A page that stands alone: no network, no script.
std::string render_over_time_html(const OverTimeReport& report);

/// Writes emotion_over_time.{csv,svg,html,json}, each atomically, the JSON last.
/// @throws ArtifactError if the folder can't be made or written
void write_over_time_report(const std::filesystem::path& directory, const OverTimeReport& report);

}  // namespace affekt
