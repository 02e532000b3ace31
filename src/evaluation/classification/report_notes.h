// What a reader must know before believing the scores, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "evaluation/report/note_list.h"

namespace affekt {

/// @param report           everything else of report.json
/// @param why_no_baseline  as in ReportInput
/// @return [{"level": "warning" | "info", "code": snake_case, "text": one or two sentences}], warnings first
nlohmann::json make_report_notes(const nlohmann::json& report, const std::string& why_no_baseline);

// Those that reports of other kinds share. They read data (name, split, digest, input_kind, num_samples,
// skipped), model, leaks.of_training_data, selected_on_this_split and bootstrap.

/// Synthetic data; a training that is not finished.
void note_training(const nlohmann::json& facts, NoteList& notes);
/// Whether the samples had a part in the training, or in the choice of the checkpoint.
void note_selection(const nlohmann::json& facts, NoteList& notes);
/// Intervals over few groups, or none because there is a single one.
void note_few_groups(const nlohmann::json& facts, NoteList& notes);
void note_skipped(const nlohmann::json& facts, NoteList& notes);

}  // namespace affekt
