// Which plays are of the same song: by artist and title, and where the source's ids can be relied on, by id
// too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace affekt {

/// By what a source's songs are told apart.
enum class SongIdentity {
  kName,      // artist and title alone: the ids may be new ones for every play
  kNameOrId,  // equal artist and title, or an equal id
};

/// A name under which songs were played, as it was first written.
struct SongName {
  std::string artist, title;
  std::string id;  // the source's own, the first one that came with this name; "": none
};

/// Gives each name a number, and afterwards each number a song.
///
/// Two names are equal if artist and title are, in lower case and without blanks around them (fold_text).
/// Example (kNameOrId): "Abba/SOS" with id 1, "ABBA/Sos" with id 2 and "Abba/S.O.S." with id 2 are the names
/// 0, 0 and 1, of one song.
class SongRegistry {
 public:
  explicit SongRegistry(SongIdentity identity) : identity_(identity) {}
  SongRegistry(SongRegistry&&) = default;  // a copy's ids would point into the original
  SongRegistry& operator=(SongRegistry&&) = default;

  /// @param artist, title  valid UTF-8, not blank  @param id  the source's own; "": none
  /// @return the name's number
  int32_t add(std::string_view artist, std::string_view title, std::string_view id);
  /// An id of the catalogue of features, as the source names it for this song.
  void add_feature_id(int32_t name, std::string_view id);

  const std::vector<SongName>& names() const { return names_; }
  /// The song of each name, by the number of the first name that is of it. [number of names]
  std::vector<int32_t> find_songs() const;

  /// An id and a name that came with it.
  struct IdOfName {
    const std::string* id;
    int32_t name;
  };
  /// Every feature id with each name that it came with, then every own id with its first name; in the order
  /// in which they came.
  std::vector<IdOfName> list_ids() const;
  /// A song's id in the catalogue, unique: the source's own, where songs are told apart by it, else the key.
  std::string id_of(int32_t song) const;
  /// "artist\ttitle", folded: the same for equal names.
  static std::string make_key(std::string_view artist, std::string_view title);

  int64_t num_ids_with_two_names() const { return static_cast<int64_t>(ids_with_two_names_.size()); }
  int64_t num_names_with_two_ids() const { return static_cast<int64_t>(names_with_two_ids_.size()); }

 private:
  int32_t find_root(int32_t name);

  SongIdentity identity_;
  std::unordered_map<std::string, int32_t> number_of_key_;
  std::vector<SongName> names_;
  std::vector<int32_t> parents_;  // [number of names], of a forest; roots are the first name of each song
  std::unordered_map<std::string, int32_t> first_name_of_id_;
  std::vector<IdOfName> ids_;
  std::unordered_map<std::string, std::vector<int32_t>> names_of_feature_id_;
  std::vector<IdOfName> feature_ids_;
  std::unordered_set<int32_t> names_with_two_ids_;
  std::unordered_set<std::string> ids_with_two_names_;
};

}  // namespace affekt
