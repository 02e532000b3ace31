#include "playlist/genre_language.h"

#include <algorithm>
#include <map>

#include "core/text/lower_case.h"

namespace affekt {
namespace {

struct LanguageRule {
  const char* language;
  std::vector<std::string_view> words;  // of a genre, in lower case; "k-pop" is one word
};

/// Words that stand in the names of Spotify's genres (as in its catalogue until 2024) and mean a language.
/// The names of film industries are those of their languages: Bollywood is Hindi, Kollywood Tamil, Tollywood
/// Telugu, Mollywood Malayalam, Sandalwood Kannada.
const std::vector<LanguageRule>& language_rules() {
  static const std::vector<LanguageRule> rules = {
      {"hindi", {"hindi", "bollywood", "filmi", "desi", "ghazal", "bhajan", "lata", "hindustani"}},
      {"punjabi", {"punjabi", "bhangra"}},
      {"tamil", {"tamil", "kollywood"}},
      {"telugu", {"telugu", "tollywood"}},
      {"malayalam", {"malayalam", "mollywood"}},
      {"kannada", {"kannada", "sandalwood"}},
      {"marathi", {"marathi"}},
      {"gujarati", {"gujarati", "garba"}},
      {"bengali", {"bengali", "bangla", "rabindra"}},
      {"odia", {"odia"}},
      {"haryanvi", {"haryanvi"}},
      {"bhojpuri", {"bhojpuri"}},
      {"urdu", {"pakistani", "qawwali", "urdu"}},
      {"korean", {"k-pop", "korean", "k-rap", "k-indie"}},
      {"japanese", {"j-pop", "japanese", "j-rock", "anime", "j-rap", "vocaloid", "shibuya-kei"}},
      {"chinese", {"mandopop", "cantopop", "c-pop", "chinese", "taiwan"}},
      {"portuguese",
       {"brazilian", "sertanejo", "carioca", "ostentacao", "mpb", "pagode", "forro", "samba", "portuguese",
        "funk mtg", "axe", "brega"}},
      {"latin", {"latin",      "latino",       "latina",   "reggaeton",       "mexicana",  "mexicano",
                 "corrido",    "corridos",     "sierreno", "norteno",         "banda",     "colombian",
                 "colombiano", "bachata",      "salsa",    "cumbia",          "ranchera",  "mariachi",
                 "spanish",    "espanol",      "flamenco", "argentine",       "argentino", "chileno",
                 "urbano",     "puerto rican", "perreo",   "tropical latino", "vallenato", "grupera"}},
      {"french", {"french", "francais", "francaise", "francoton", "urbaine", "chanson", "conscient"}},
      {"german", {"german", "deutsch", "deutschrap", "schlager", "partyschlager"}},
      {"italian", {"italian", "italiano", "italiana"}},
      {"dutch",
       {"dutch", "nederpop", "nederreggae", "nederlandse", "levenslied", "piratenmuziek", "carnaval",
        "kinderen", "nederhop"}},
      {"turkish", {"turkish", "turk", "arabesk"}},
      {"arabic", {"arab", "arabic", "khaleeji", "rai"}},
      {"swedish", {"svensk", "svenska"}},
      {"english", {"uk",         "british",       "english",      "american",   "americana", "canadian",
                   "australian", "aussietronica", "irish",        "scottish",   "welsh",     "nz",
                   "country",    "atl",           "chicago",      "toronto",    "brooklyn",  "nyc",
                   "philly",     "memphis",       "detroit",      "dfw",        "london",    "oakland",
                   "grime",      "broadway",      "southern hip", "west coast", "east coast"}},
  };
  return rules;
}

/// Genres without the name of a place or a language, whose artists mostly sing in English.
const std::vector<std::string_view>& unmarked_english_genres() {
  static const std::vector<std::string_view> genres = {"pop",
                                                       "rap",
                                                       "dance pop",
                                                       "hip hop",
                                                       "pop rap",
                                                       "melodic rap",
                                                       "r&b",
                                                       "modern rock",
                                                       "post-teen pop",
                                                       "electropop",
                                                       "rock",
                                                       "indie pop",
                                                       "alt z",
                                                       "art pop",
                                                       "emo rap",
                                                       "bedroom pop",
                                                       "soul",
                                                       "neo soul",
                                                       "folk-pop",
                                                       "conscious hip hop",
                                                       "pop rock",
                                                       "indie folk",
                                                       "pop soul",
                                                       "boy band",
                                                       "girl group",
                                                       "permanent wave",
                                                       "soft rock",
                                                       "adult standards",
                                                       "mellow gold",
                                                       "singer-songwriter",
                                                       "alternative r&b",
                                                       "trap soul",
                                                       "indie rock",
                                                       "alternative rock",
                                                       "classic rock",
                                                       "hard rock",
                                                       "album rock",
                                                       "glam rock",
                                                       "alternative metal",
                                                       "nu metal",
                                                       "pop punk",
                                                       "show tunes",
                                                       "urban contemporary",
                                                       "gangster rap",
                                                       "piano rock",
                                                       "trap queen",
                                                       "hip pop",
                                                       "new wave",
                                                       "quiet storm",
                                                       "motown"};
  return genres;
}

/// Music that mostly has no words, or English ones wherever it comes from: "german techno", "dutch trance",
/// "french romanticism" tell where the artist is from, not what is sung.
const std::vector<std::string_view>& wordless_genres() {
  static const std::vector<std::string_view> words = {
      "dance",         "techno",       "house",
      "trance",        "edm",          "electro",
      "electronic",    "electronica",  "dnb",
      "dubstep",       "bass",         "hardstyle",
      "hardcore",      "ambient",      "downtempo",
      "lo-fi",         "classical",    "romanticism",
      "baroque",       "renaissance",  "orchestra",
      "orchestral",    "piano",        "soundtrack",
      "impressionism", "instrumental", "contemporary classical",
      "jazz",          "metal",        "beats"};
  return words;
}

bool has_word(std::string_view genre, std::string_view word) {
  for (size_t at = genre.find(word); at != std::string_view::npos; at = genre.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || genre[at - 1] == ' ') && (end == genre.size() || genre[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

const std::vector<std::string>& song_languages() {
  static const std::vector<std::string> languages = [] {
    std::vector<std::string> names;
    for (const LanguageRule& rule : language_rules()) names.emplace_back(rule.language);
    return names;
  }();
  return languages;
}

std::string_view language_of_genre(std::string_view genre) {
  const std::string lower = to_lower(std::string(genre));
  const auto& wordless = wordless_genres();
  if (std::any_of(wordless.begin(), wordless.end(), [&](auto word) { return has_word(lower, word); }) &&
      std::find(unmarked_english_genres().begin(), unmarked_english_genres().end(), lower) ==
          unmarked_english_genres().end())
    return "";
  for (const LanguageRule& rule : language_rules()) {
    for (const std::string_view word : rule.words)
      if (has_word(lower, word)) return rule.language;
  }
  const auto& unmarked = unmarked_english_genres();
  return std::find(unmarked.begin(), unmarked.end(), lower) != unmarked.end() ? "english" : "";
}

std::vector<std::string> languages_of_genres(const std::vector<std::string>& genres) {
  std::map<std::string_view, int> counts;
  for (const std::string& genre : genres) {
    const std::string_view language = language_of_genre(genre);
    if (!language.empty()) ++counts[language];
  }
  if (counts.size() > 1) counts.erase("english");
  int most = 0;
  for (const auto& [language, count] : counts) most = std::max(most, count);
  std::vector<std::string> languages;
  for (const std::string& language : song_languages()) {
    const auto found = counts.find(language);
    if (found != counts.end() && found->second == most) languages.push_back(language);
  }
  return languages;
}

}  // namespace affekt
