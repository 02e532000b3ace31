#include "playlist/song_index.h"

#include "core/text/text.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {

std::string make_name_key(std::string_view name) {
  return fold_text(to_valid_utf8(name));
}

std::string make_song_key(std::string_view artist, std::string_view title) {
  return make_name_key(artist) + '\n' + make_name_key(title);  // no name has a line break inside
}

void SongIndex::add(const std::string& id, const std::string& artist, const std::string& title, int64_t row) {
  if (!id.empty()) row_of_id_.emplace(id, row);
  if (!title.empty()) row_of_name_.emplace(make_song_key(artist, title), row);
}

int64_t SongIndex::find(const std::string& id, const std::string& artist, const std::string& title) const {
  const auto by_id = row_of_id_.find(id);
  if (by_id != row_of_id_.end()) return by_id->second;
  if (title.empty()) return -1;
  const auto by_name = row_of_name_.find(make_song_key(artist, title));
  return by_name != row_of_name_.end() ? by_name->second : -1;
}

}  // namespace affekt
