#include "ingest/sources/listening/song_registry.h"

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {

std::string SongRegistry::make_key(std::string_view artist, std::string_view title) {
  return fold_text(artist) + '\t' + fold_text(title);
}

int32_t SongRegistry::add(std::string_view artist, std::string_view title, std::string_view id) {
  AFFEKT_CHECK(names_.size() < std::numeric_limits<int32_t>::max(), "too many songs");
  const auto next = static_cast<int32_t>(names_.size());
  const auto [place, is_new_name] = number_of_key_.emplace(make_key(artist, title), next);
  const int32_t name = place->second;
  if (is_new_name) {
    names_.push_back({std::string(artist), std::string(title), std::string(id)});
    parents_.push_back(name);
  }
  if (id.empty()) return name;
  SongName& registered = names_[static_cast<size_t>(name)];
  if (registered.id.empty())
    registered.id = id;
  else if (registered.id != id)
    names_with_two_ids_.insert(name);
  const auto [place_of_id, is_new_id] = first_name_of_id_.emplace(id, name);
  if (is_new_id) ids_.push_back({&place_of_id->first, name});
  const int32_t first = place_of_id->second;
  if (first == name) return name;
  ids_with_two_names_.emplace(id);
  if (identity_ == SongIdentity::kNameOrId) {
    const int32_t a = find_root(first), b = find_root(name);
    parents_[static_cast<size_t>(std::max(a, b))] = std::min(a, b);
  }
  return name;
}

void SongRegistry::add_feature_id(int32_t name, std::string_view id) {
  if (id.empty()) return;
  auto& [known_id, names] = *names_of_feature_id_.try_emplace(std::string(id)).first;
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  names.push_back(name);
  feature_ids_.push_back({&known_id, name});
}

int32_t SongRegistry::find_root(int32_t name) {
  const auto parent = [&](int32_t of) -> int32_t& { return parents_[static_cast<size_t>(of)]; };
  while (parent(name) != name) name = parent(name) = parent(parent(name));
  return name;
}

std::vector<int32_t> SongRegistry::find_songs() const {
  std::vector<int32_t> songs(names_.size());
  // A parent has a smaller number, so that its own song is known already.
  for (size_t i = 0; i < songs.size(); ++i) {
    const auto parent = static_cast<size_t>(parents_[i]);
    songs[i] = parent == i ? parents_[i] : songs[parent];
  }
  return songs;
}

std::string SongRegistry::id_of(int32_t song) const {
  const SongName& name = names_[static_cast<size_t>(song)];
  const bool has_own = identity_ == SongIdentity::kNameOrId && !name.id.empty();
  return has_own ? name.id : make_key(name.artist, name.title);
}

std::vector<SongRegistry::IdOfName> SongRegistry::list_ids() const {
  std::vector<IdOfName> ids = feature_ids_;
  ids.insert(ids.end(), ids_.begin(), ids_.end());
  return ids;
}

}  // namespace affekt
