// What a reader must know before believing the scores, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "evaluation/report/note_list.h"

namespace affekt {

/// As in ReportInput.
struct ReasonsForAbsence {
  std::string why_no_baseline, why_no_saliency;
};

/// @param report  everything else of report.json
/// @return [{"level": "warning" | "info", "code": snake_case, "text": one or two sentences}], warnings first
nlohmann::json make_report_notes(const nlohmann::json& report, const ReasonsForAbsence& reasons);

// Those that reports of other kinds share. They read data (name, split, digest, input_kind, num_samples,
// skipped), model, leaks.of_training_data, selected_on_this_split and bootstrap.

/// Synthetic data; a training that is not finished.
void note_training(const nlohmann::json& facts, NoteList& notes);
/// Whether the samples had a part in the training, or in the choice of the checkpoint.
void note_selection(const nlohmann::json& facts, NoteList& notes);
/// Intervals over few groups, or none because there is a single one.
void note_few_groups(const nlohmann::json& facts, NoteList& notes);
void note_skipped(const nlohmann::json& facts, NoteList& notes);
/// Why there is no picture of where the network looked, though it was asked for. @param reason  empty: no
/// note
void note_no_saliency(const std::string& reason, NoteList& notes);

constexpr char kNoSaliencyOfOnnx[] =
    "Grad-CAM needs the gradients of the run's weights, which an ONNX file doesn't have. Evaluate the run "
    "directory with the engine libtorch.";

}  // namespace affekt
