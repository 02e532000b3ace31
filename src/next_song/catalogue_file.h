// catalogue.csv beside an exported recommender: which song each of the model's rows is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

/// index,id,artist,title: a line a song, in the order of the catalogue. The same catalogue gives the same
/// bytes.
std::string render_catalogue_csv(const ListeningCatalogue& catalogue);

struct CatalogueFile {
  std::string digest;                             // SHA-256 of its bytes
  std::vector<std::string> ids, artists, titles;  // [V]

  int64_t num_songs() const { return static_cast<int64_t>(ids.size()); }
};

/// @throws ArtifactError naming file and line: it can't be read, other columns, an index that is not the
/// line's, a row cut short
CatalogueFile read_catalogue_csv(const std::filesystem::path& path);

/// "" if they are the same songs in the same order; else in words how the second differs from the first: "it
/// has 1,900 songs and not 1,921", "its row 17 is another song" (which one nobody is told: a listener's songs
/// are personal).
std::string find_catalogue_difference(const std::vector<std::string>& expected_ids,
                                      const std::vector<std::string>& ids);

}  // namespace affekt
