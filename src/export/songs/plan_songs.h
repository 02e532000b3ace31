// A clustering of songs -> the plan of its export.
#pragma once

#include <string>
#include <vector>

#include "affect/song_model.h"
#include "export/export_plan.h"

namespace affekt {

/// affekt's own clustering and regression say what the engines must say: each song's cluster, or one that is
/// as near within rounding (song_reference.h), squared distances within 1e-4 of 1 + themselves, affect within
/// 1e-4.
/// @throws ArtifactError if the run can't be read; DataError if the catalogue is not there, lacks a column of
///         the model, or has no song for the gate
ExportPlan plan_songs(const ExportRequest& request);

/// Songs of the model's columns with what affekt says of them.
/// @param rows  raw features [n, D], no empty cell  @param ids  [n]
GateData make_song_gate(const SongModel& model, std::vector<float> rows, std::vector<std::string> ids);
std::vector<GateCheck> make_song_checks(const SongModel& model);

}  // namespace affekt
