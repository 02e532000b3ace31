// The keys of `data` (experiment_config.h): descriptions, ranges, choices.
#include "config/experiment_config.h"
#include "config/field_visitor.h"

namespace affekt {
namespace {

using Rules = FieldRules;

}  // namespace

void SplitConfig::describe(FieldVisitor& v) {
  v.field(
      "plan", &plan,
      Rules("official keeps the data set's own split; the others make one. A group is one person; "
            "ravdess_5fold are the published folds of actors; folds_of_official_test deals the official test "
            "split's groups into folds, and all other official splits train")
          .one_of({"official", "ravdess_5fold", "k_fold_by_group", "k_fold_by_sample", "leave_actors_out",
                   "folds_of_official_test"}));
  v.field("num_folds", &num_folds,
          Rules("Of k_fold_by_group, k_fold_by_sample and folds_of_official_test")
              .unit("folds")
              .at_least(2)
              .at_most(1000));
  v.field("test_fold", &test_fold,
          Rules("The fold that tests, from 1; 0: none, every fold trains. `run --folds` takes each in turn")
              .at_least(0)
              .at_most(1000));
  v.field("validation_fold", &validation_fold,
          Rules("The fold that validates, from 1; 0: none (train.select must be last then)")
              .at_least(0)
              .at_most(1000));
  v.field("test_actors", &test_actors,
          Rules("leave_actors_out: the numbers of the actors that test")
              .of(KeyPart::kWaveforms)
              .at_least(1)
              .at_most(100000)
              .num_items(0, 1000));
  v.field("validation_actors", &validation_actors,
          Rules("leave_actors_out: the numbers of the actors that validate")
              .of(KeyPart::kWaveforms)
              .at_least(1)
              .at_most(100000)
              .num_items(0, 1000));
  v.field("same_group_in_two_splits", &same_group_in_two_splits,
          Rules("One person in two splits makes scores too good: refuse, or allow it knowingly")
              .one_of({"refuse", "allow"}));
}

void AudioConfig::describe(FieldVisitor& v) {
  v.field(
      "trim_db", &trim_db,
      Rules("Silence at both ends is cut: frames of 20 ms this far below the loudest one; 0: nothing is cut")
          .unit("dB")
          .at_least(0)
          .at_most(120));
  v.field("min_seconds", &min_seconds,
          Rules("A recording that is shorter after trimming is a bad sample")
              .unit("seconds")
              .at_least(0.05)
              .at_most(60));
  v.field("vocal_channel", &vocal_channel,
          Rules("RAVDESS: which recordings are taken").one_of({"speech", "song", "both"}));
  v.field("calm", &calm,
          Rules("RAVDESS: what becomes of the class calm").one_of({"keep", "merge_into_neutral", "drop"}));
}

void SongDataConfig::describe(FieldVisitor& v) {
  v.field(
      "affect_path", &affect_path,
      Rules(
          "CSV of songs with listeners' valence and arousal, joined by Spotify id; empty: none. Relative to "
          "the current directory")
          .path()
          .may_be_empty());
  v.field("moods_path", &moods_path,
          Rules("CSV of songs with one mood each, joined by Spotify id; empty: none. Relative to the current "
                "directory")
              .path()
              .may_be_empty());
  v.field(
      "max_speechiness", &max_speechiness,
      Rules("Songs with a higher speechiness are left out. Spotify calls those above 0.66 probably spoken "
            "word; 1: none is left out")
          .at_least(0)
          .at_most(1));
}

void PeopleConfig::describe(FieldVisitor& v) {
  v.field("body_px", &body_px,
          Rules("Height and width of the person's crop").unit("pixels").at_least(32).at_most(512));
  v.field("context_px", &context_px,
          Rules("Height and width of the whole picture").unit("pixels").at_least(32).at_most(512));
  v.field("blank_person", &blank_person,
          Rules("Fill the person's box in the whole picture with one colour, so that nothing but the context "
                "is seen there"));
}

void ListeningDataConfig::describe(FieldVisitor& v) {
  v.field("layout", &layout,
          Rules("How the log is written: csv (listening_sequences.csv), lastfm (tab-separated), mpd (Million "
                "Playlist slices), spotify (a person's own history); auto: found out")
              .one_of({"auto", "lastfm", "mpd", "spotify", "csv"}));
  v.field("part", &part,
          Rules("csv: the value of the column source that is taken; empty: all of them").may_be_empty());
  v.field(
      "split", &split,
      Rules("by_time: the earliest plays train, the latest test; by_sequence: whole streams are held out; "
            "last_play: the last play of each stream tests, the one before it validates")
          .one_of({"by_time", "by_sequence", "last_play"}));
  v.field("train_fraction", &train_fraction,
          Rules("by_time: the share of the plays that trains, the earliest ones").above(0).below(1));
  v.field("validation_fraction", &validation_fraction,
          Rules("by_time: the share of the plays that validates, behind those; the rest tests")
              .at_least(0)
              .below(1));
  v.field(
      "num_folds", &num_folds,
      Rules("by_sequence: a stream's fold is its number modulo this (its place in the source, where names "
            "are no numbers)")
          .unit("folds")
          .at_least(2)
          .at_most(1000));
  v.field("test_fold", &test_fold,
          Rules("by_sequence: the fold that tests, from 0").at_least(0).at_most(999));
  v.field("validation_fold", &validation_fold,
          Rules("by_sequence: the fold that validates, from 0").at_least(0).at_most(999));
  v.field(
      "session_plays", &session_plays,
      Rules("Training sequences are cut into pieces of so many; by_time without times rounds the training "
            "part up to whole pieces. 0: they are not cut")
          .unit("plays")
          .at_least(0)
          .at_most(100000));
  v.field("session_gap_minutes", &session_gap_minutes,
          Rules("Sources with times: a longer pause between two plays begins a new session; 0: none does")
              .unit("minutes")
              .at_least(0)
              .at_most(525600));
  v.field("min_session_plays", &min_session_plays,
          Rules("Shorter sessions (without times: streams) are left out")
              .unit("plays")
              .at_least(1)
              .at_most(1000));
  v.field("min_song_plays", &min_song_plays,
          Rules("Songs with fewer plays in the whole source are left out")
              .unit("plays")
              .at_least(1)
              .at_most(100000));
  v.field("min_played_seconds", &min_played_seconds,
          Rules("spotify: a play that ended before, and not with the song's end, is left out as skipped")
              .unit("seconds")
              .at_least(0)
              .at_most(3600));
  v.field("features_path", &features_path,
          Rules("CSV of songs with Spotify's audio features (as data.source: songs), joined by id, else by "
                "artist and title; empty: none. Relative to the current directory")
              .path()
              .may_be_empty());
}

void DataConfig::describe(FieldVisitor& v) {
  v.field("source", &source, Rules("Kind of data set, such as fer2013"));
  v.field(
      "path", &path,
      Rules("The raw data set: a folder of images or recordings, or one file such as fer2013.csv. Relative "
            "to the current directory; ~ and ${NAME:-default} are read as a shell reads them")
          .path()
          .required());
  v.field("prepared_dir", &prepared_dir,
          Rules("Folder of the prepared files. Relative to the current directory; "
                "~ and ${NAME:-default} are read as a shell reads them")
              .path());
  v.field("classes", &classes,
          Rules("The data set's classes that are taken; samples of the others are left out. The order stays "
                "the data set's own. Empty: all")
              .of(KeyPart::kClassifier)
              .num_items(0, 100));
  v.section("split", split, "Who trains, who validates, who tests", {KeyPart::kSplitPlan});
  v.section("audio", audio, "How recordings become waveforms", {KeyPart::kWaveforms});
  v.section("songs", songs, "What people said of the songs", {KeyPart::kSongs});
  v.section("people", people, "The two images of a sample: the person, and the whole picture",
            {KeyPart::kPeople});
  v.section("listening", listening, "Who listened to what, and what of it trains, validates and tests",
            {KeyPart::kPlays});
  v.field("on_bad_sample", &on_bad_sample,
          Rules("A sample that can't be read: stop with its name, or skip it and count it in the report")
              .one_of({"error", "skip"}));
  v.field("near_duplicate_distance", &near_duplicate_distance,
          Rules("Images that differ by at most this in their 64-bit perceptual hash are near duplicates. "
                "Recordings are compared by their sound: any value above 0 turns that on. 0 turns it off")
              .of(KeyPart::kClassifier)
              .unit("bits")
              .at_least(0)
              .at_most(16));
}

}  // namespace affekt
