// The language that songs of an artist are probably sung in, told from the genres that Spotify gives the
// artist.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affekt {

/// In the order of the table. "latin" is Spanish of Latin America and Spain, as Spotify's genres call it.
const std::vector<std::string>& song_languages();

/// The language of a genre. Rule: a genre belongs to the first language of the table that has one of its
/// words or pairs of words, "tamil" of "malaysian tamil pop". Genres without a word of a language, such as
/// "pop", are English only where the table lists the whole genre; Spotify puts the country or the language in
/// front of the others ("dutch pop"). A genre that no rule names is unknown.
/// @param genre  any case  @return one of song_languages(); empty: unknown
std::string_view language_of_genre(std::string_view genre);

/// The languages of an artist with such genres: each that the most of the genres with a known language have.
/// A language that is named beats English told from an unmarked genre ("pop").
/// @return in the order of the table; empty: unknown
std::vector<std::string> languages_of_genres(const std::vector<std::string>& genres);

}  // namespace affekt
