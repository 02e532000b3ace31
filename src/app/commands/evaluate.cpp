// affekt evaluate: a run or an ONNX file on one split -> the reports; on one recording -> emotion over time.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/engine/how_to_resume.h"
#include "app/engine/execute.h"
#include "app/engine/headline.h"
#include "app/engine/run_songs.h"
#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "core/writable_folder.h"
#include "evaluation/over_time/emotion_over_time_report.h"
#include "evaluation/classification/evaluate_run.h"
#include "evaluation/songs/evaluate_songs.h"
#include "ingest/sources/ravdess/audio_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What tells one analysis from another: which file was heard by which model.
std::string identify(const json& analysis) {
  const json& model = analysis.at("model");
  const auto weights = model.find("weights_digest");
  return sha256_of(analysis.at("recording").at("digest").dump() +
                   (weights == model.end() ? std::string() : weights->dump()));
}

/// Without --out: <name of the recording>_emotion in the current folder, since the recording's own folder may
/// be anybody's. The analysis of another recording or by another model isn't replaced.
fs::path choose_output(const EvaluateCommand& command, const OverTimeReport& report) {
  if (!command.out.empty()) return command.out;
  const fs::path folder = fs::path(command.file).stem().string() + "_emotion";
  const fs::path existing = folder / "emotion_over_time.json";
  if (!fs::exists(existing)) return folder;
  const std::string own = identify({{"recording", report.recording}, {"model", report.model}});
  try {
    if (identify(json::parse(read_text_file(existing))) == own) return folder;
  } catch (const json::exception&) {  // damaged, or not of affekt: nothing to be told apart, so leave it
  }
  fs::path other = folder;
  other += "_" + own.substr(0, 8);
  log_info(fmt::format("{} is of another recording or model and stays; this one goes to {}",
                       existing.string(), other.string()));
  return other;
}

void evaluate_recording(const EvaluateCommand& command) {
  const auto predictor = make_predictor(command.model, command.engine);
  require_waveform_model(*predictor, command.model);
  OverTimeOptions options;
  if (command.window_s) options.window_s = *command.window_s;
  options.hop_s = command.hop_s ? *command.hop_s : std::min(options.hop_s, options.window_s);
  if (command.silence_db) options.silence_db = *command.silence_db;
  check_over_time_options(predictor->input(), options);

  const fs::path file = command.file;
  AudioFile audio = read_audio_file(file, predictor->input().sample_rate_hz);
  OverTimeReport report;
  report.recording_name = file.filename().string();
  report.recording = {{"file", file.string()},
                      {"digest", sha256_of_file(file)},
                      {"source_rate_hz", audio.source_rate_hz},
                      {"source_channels", audio.source_channels},
                      {"sample_rate_hz", audio.sample_rate_hz}};
  report.model = predictor->describe();
  report.trained_on_name = predictor->dataset_name();
  const LongRecording recording{file.string(), std::move(audio.samples), audio.sample_rate_hz};
  report.result = compute_emotion_over_time(*predictor, recording, options);
  const fs::path output = choose_output(command, report);
  write_over_time_report(output, report);
  std::cout << render_over_time_text(report) << "\n"
            << "report:  " << (output / "emotion_over_time.html").string() << "\n";
}

/// Before the model is run, which may take minutes.
void check_output(const std::string& out) {
  const std::string reason = out.empty() ? "" : why_not_writable(out);
  if (!reason.empty()) throw ArtifactError("--out: " + out + ": " + reason);
}

void evaluate_split(const EvaluateCommand& command) {
  EvaluateRequest request;
  request.model = command.model;
  request.data = command.data;
  request.engine = command.engine;
  request.output_directory = command.out;
  if (!command.split.empty()) request.split = command.split;
  if (command.no_pictures) request.pictures = false;
  const EvaluationResult result = evaluate_model(request);
  std::cout << describe_headline(result.report) << "\n"
            << list_cautions(result.report) << "report:  " << (result.directory / "report.html").string()
            << "\n";
}

}  // namespace

void execute(const EvaluateCommand& command) {
  check_output(command.out);
  if (is_song_model(command.model)) return evaluate_songs(command);
  with_resume_hint("no report was written: the same command begins anew", [&] {
    if (command.file.empty()) {
      evaluate_split(command);
    } else {
      evaluate_recording(command);
    }
  });
}

}  // namespace affekt
