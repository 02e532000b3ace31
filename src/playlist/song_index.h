// Songs by what files call them: an id, or artist and title.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace affekt {

/// Equal for names that differ only in case and in blanks around them.
std::string make_name_key(std::string_view name);

/// Equal for songs of the same artist and title.
std::string make_song_key(std::string_view artist, std::string_view title);

/// Of songs with equal ids, or equal artists and titles, the first one counts. A song without a title is
/// known by its id alone.
class SongIndex {
 public:
  void add(const std::string& id, const std::string& artist, const std::string& title, int64_t row);
  /// By the id, else by artist and title. @return the row; -1: no such song
  int64_t find(const std::string& id, const std::string& artist, const std::string& title) const;

 private:
  std::unordered_map<std::string, int64_t> row_of_id_, row_of_name_;
};

}  // namespace affekt
