// Names of artists and songs as catalogues write them: freed of Python's list marks, and
// folded for comparison.
#pragma once

#include <string>
#include <string_view>

namespace affekt {

/// A field of a CSV file as messages show it: trimmed, valid UTF-8, not too long, with ? for control
/// characters.
std::string show_field(std::string_view field);

/// Without blanks around it, and in lower case as far as Unicode maps one letter to one: equal texts name
/// the same artist or song. @param text  valid UTF-8
std::string fold_text(std::string_view text);

/// A list as Python prints one, "['Simon', \"Destiny's Child\"]", as "Simon, Destiny's Child"; any other text
/// as it is.
std::string join_python_list(std::string_view text);

/// A Spotify id without what some catalogues put in front: "spotify:track:", or the address of the song's
/// page.
std::string_view strip_spotify_prefix(std::string_view id);

}  // namespace affekt
