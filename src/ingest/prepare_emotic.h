// EMOTIC -> one prepared file of people in their surroundings, cached by the content of its sources and its
// options.
//
// Its rows have the tensors
//   body        uint8 [N, 3, B, B]  the person's box, B = data.people.body_px; red, green, blue
//   context     uint8 [N, 3, C, C]  the whole picture, C = data.people.context_px
//   categories  uint8 [N, 26]       1: somebody named it
//   values      float32 [N, 3]      valence, arousal, dominance, 1..10
//   image       int32 [N]           the number of the picture: equal for all people of one picture
// The source id is "framesdb/images/x.jpg#2": the picture, and the person's number in it as listed, from 1.
// Its `about` is
//   category_names, value_names
//   layout      the files that the labels come from
//   lists       {"train": {"people", "annotators"}, ...}: those that are there, with the people listed and
//   the
//               mean number of annotators of a person (null: the files don't tell)
//   counts      people_listed = people + bad ones + people_without_categories + people_without_values +
//               people_of_other_lists (of a picture that stands in a list before theirs:
//               pictures_in_two_lists)
//               + people_without_area (nothing of the box lies in the picture)
//               pictures, repeated_pictures (other names of one content), boxes_cut, pictures_padded,
//               pictures_scaled, pictures_turned
//   bad         [{"source_id", "reason"}]: skipped as bad samples
#pragma once

#include "config/experiment_config.h"
#include "ingest/prepared_cache.h"
#include "store/people_file.h"

namespace affekt {

/// @throws ConfigError: another split plan than official and folds_of_official_test; a fold
/// outside 1..num_folds
/// @throws DataError: no lists, no pictures, a list that can't be read, bad samples (data.on_bad_sample),
///         nobody in the train split
PrepareResult prepare_emotic(const DataConfig& config);

/// PreparedEnvelope::source_digest of these files; each is read. @throws as prepare_emotic for missing files
std::string digest_emotic_files(const DataConfig& config);

}  // namespace affekt
