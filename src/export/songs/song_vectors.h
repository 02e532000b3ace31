// Test vectors beside an exported model of songs: test_data_set_0/{input_0,output_0,output_1,output_2}.pb.
#pragma once

#include <filesystem>
#include <vector>

#include "affect/song_model.h"
#include "export/songs/song_gate.h"

namespace affekt {

/// Rows that no catalogue holds, made of the catalogue's ranges, the same on every machine: the medians; the
/// medians with one column at its least and at its greatest value; all columns at their least and at their
/// greatest; values drawn between the two. Rows that lie between two clusters are left out, for their cluster
/// is a matter of rounding.
/// @param rows  raw features [N, D] of the songs that the ranges are taken from, N > 0
/// @return      [M, D], M > 0
std::vector<float> make_song_vectors(const SongModel& model, MatrixView rows);

/// Outputs in the order of the graph's: cluster, distances2, and affect if the model has a regression.
/// @param rows  [M, D]  @throws ArtifactError (full disk ...)
void write_song_vectors(const std::filesystem::path& directory, const SongModel& model,
                        const std::vector<float>& rows);

}  // namespace affekt
