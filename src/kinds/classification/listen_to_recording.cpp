#include "kinds/classification/listen_to_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/writable_folder.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "evaluation/classification/predictor/predictor.h"
#include "evaluation/over_time/emotion_over_time_report.h"
#include "evaluation/over_time/predict_over_time.h"
#include "evaluation/report/write_report_files.h"
#include "ingest/sources/ravdess/audio_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What tells one analysis from another: which file was heard by which model.
std::string identify(const json& analysis) {
  const json& model = analysis.at("model");
  const auto weights = model.find("weights_digest");
  return sha256_of(to_json_text(analysis.at("recording").at("digest")) +
                   (weights == model.end() ? std::string() : to_json_text(*weights)));
}

/// Without --out: <name of the recording>_emotion in the current folder, since the recording's own folder may
/// be anybody's. The analysis of another recording or by another model isn't replaced.
fs::path choose_output(const FileRequest& request, const OverTimeReportInput& input) {
  if (!request.output_directory.empty()) return request.output_directory;
  const fs::path folder = fs::path(request.file).stem().string() + "_emotion";
  const fs::path existing = folder / "emotion_over_time.json";
  if (!fs::exists(existing)) return folder;
  const std::string own = identify({{"recording", input.recording}, {"model", input.model}});
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

}  // namespace

void listen_to_recording(const FileRequest& request) {
  const auto predictor = make_predictor(request.model, request.engine, request.onnx);
  require_waveform_model(*predictor, request.model);
  OverTimeOptions options;
  if (request.window_s) options.window_s = *request.window_s;
  options.hop_s = request.hop_s ? *request.hop_s : std::min(options.hop_s, options.window_s);
  if (request.silence_db) options.silence_db = *request.silence_db;
  check_over_time_options(predictor->input(), options);

  const fs::path file = request.file;
  AudioFile audio = read_audio_file(file, predictor->input().sample_rate_hz);
  OverTimeReportInput input;
  input.recording_name = file.filename().string();
  input.recording = {{"file", file.string()},
                     {"digest", sha256_of_file(file)},
                     {"source_rate_hz", audio.source_rate_hz},
                     {"source_channels", audio.source_channels},
                     {"sample_rate_hz", audio.sample_rate_hz}};
  input.model = predictor->describe();
  input.trained_on_name = predictor->dataset_name();
  const fs::path output = choose_output(request, input);
  require_writable_folder(output, "name another folder with --out");
  const LongRecording recording{file.string(), std::move(audio.samples), audio.sample_rate_hz};
  input.result = compute_emotion_over_time(*predictor, recording, options);
  const Report report = make_over_time_report(input);
  write_report_files(output, report, kOverTimeFiles);
  std::cout << to_valid_utf8(report.summary + "\nreport:  " + (output / "emotion_over_time.html").string())
            << "\n";
}

}  // namespace affekt
