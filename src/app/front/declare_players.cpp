#include "app/front/declare_each.h"
#include "app/front/declare_options.h"

namespace affekt {

namespace {

void add_fusion(CLI::App* command, std::string& fusion) {
  add_option(command, "--fusion", "FILE.json", fusion,
             "How much a face and a voice count beside each other (scripts/fit_fusion) [default: alike]");
}

void add_listener_options(CLI::App* command, RecommendCommand& recommend) {
  add_option(command, "--face", "PICTURE", recommend.face, "A picture with a face, JPEG or PNG");
  add_option(command, "--voice", "RECORDING", recommend.voice,
             "A recording of a voice, WAV, FLAC, OGG or AIFF");
  add_option(command, "--face-model", "RUN|ONNX", recommend.face_model,
             "The model of faces for it (configs/fer2013_cnn.yaml)");
  add_option(command, "--voice-model", "RUN|ONNX", recommend.voice_model,
             "The model of voices for it (configs/ravdess_cnn.yaml)");
  add_option(command, "--context-model", "RUN|ONNX", recommend.context_model,
             "A model of people in pictures, for what surrounds the face (configs/emotic_resnet18.yaml)");
  add_fusion(command, recommend.fusion);
  add_option(command, "--faces", "largest|all", recommend.faces,
             "Which faces of the picture count; all: their mean [default: largest]")
      ->check(expect("largest or all",
                     [](const std::string& text) { return text == "largest" || text == "all"; }));
  add_option(command, "--smallest-face", "SHARE", recommend.smallest_face,
             "Of the picture's shorter side; smaller ones are not looked for [default: 0.15]")
      ->check(expect_number("0.02 to 1"));
  add_option(command, "--face-strictness", "N", recommend.face_strictness,
             "More: fewer things that are no face, and fewer faces [default: 3]")
      ->check(expect_whole_number(1, 50));
}

}  // namespace

CLI::App* declare_recommend(CLI::App& app, ParsedValues& values) {
  RecommendCommand& recommend = values.recommend;
  CLI::App* command = add_command(
      app, "recommend", "A playlist for a mood, a face or a voice, with the reason of each song",
      "  affekt recommend --mood happy --songs experiments/my_songs\n"
      "  affekt recommend --mood sad --policy lift --songs experiments/my_songs --format xspf --out "
      "lift.xspf\n"
      "  affekt recommend --valence 0.7 --arousal 0.4 --songs experiments/my_songs --catalogue "
      "hindi_songs.csv "
      "--language hindi\n"
      "  affekt recommend --face me.jpg --face-model experiments/fer2013_cnn --songs experiments/my_songs\n"
      "  affekt recommend --mood calm --songs experiments/my_songs --next experiments/my_next_song --history "
      "Streaming_History_Audio_2026.json\n"
      "\n"
      "match plays music like the mood, lift leads from it to a better one. Songs of a cluster are ordered "
      "by\n"
      "their distance to the mood, what the profile likes, how well they follow the history, and chance.\n"
      "An expression or a voice is not a feeling: say --mood if you know better.");
  add_option(command, "--mood", "EMOTION", recommend.mood,
             "angry, disgust, fear, happy, sad, surprise, neutral or calm");
  add_option(command, "--valence", "V", recommend.valence, "-1 (unpleasant) to 1 (pleasant)")
      ->check(expect_number("-1 to 1"));
  add_option(command, "--arousal", "A", recommend.arousal, "-1 (calm) to 1 (excited)")
      ->check(expect_number("-1 to 1"));
  add_listener_options(command, recommend);
  add_option(command, "--songs", "RUN", recommend.songs,
             "The folder of a run of clustered songs (configs/songs_kmeans.yaml)")
      ->required();
  add_option(command, "--catalogue", "FILE.csv", recommend.catalogues,
             "More songs with their features, or the genres of artists and years of songs; repeatable")
      ->allow_extra_args(false);
  add_option(command, "--next", "RUN", recommend.next,
             "The folder of a run of next songs: songs that follow the history come earlier");
  add_option(command, "--history", "FILE", recommend.history,
             "What was played last, oldest first: a CSV file of artist and title, or Spotify's history");
  add_option(command, "--policy", "match|lift", recommend.policy, "[default: match]")
      ->check(
          expect("match or lift", [](const std::string& text) { return text == "match" || text == "lift"; }));
  add_option(
      command, "--language", "L,L,...", recommend.languages,
      "Only songs by artists whose genres tell one of these languages, such as hindi,latin,english; takes "
      "genres from --catalogue")
      ->delimiter(',')
      ->allow_extra_args(false);
  add_option(
      command, "--profile", "FILE.yaml", recommend.profile,
      "What the listener likes and dislikes: artists, genres, songs, languages, decades, explicit lyrics");
  add_option(command, "-n,--num-songs", "N", recommend.num_songs, "Songs of the playlist [default: 20]")
      ->check(expect_whole_number(1, 10000));
  add_option(command, "--artist-gap", "N", recommend.artist_gap,
             "An artist comes at most once in N songs in a row [default: once in the playlist]")
      ->check(expect_whole_number(1, 10000));
  add_option(
      command, "--variety", "V", recommend.variety,
      "How much chance there is in the choice, in deviations of the songs' moods; 0: none [default: 0.3]")
      ->check(expect_number("0 to 10"));
  add_option(command, "--seed", "N", recommend.seed, "Another one draws another playlist [default: 1]")
      ->check(expect_whole_number(0, kMaxSeed));
  add_option(command, "--format", "FORMAT", recommend.format,
             "table, json, csv, m3u8, xspf or jspf [default: table]");
  add_option(command, "--out", "FILE", recommend.out, "Write it to a file [default: print it]");
  return command->group(kAtWork);
}

CLI::App* declare_serve(CLI::App& app, ParsedValues& values) {
  ServeCommand& serve = values.serve;
  CLI::App* command = add_command(
      app, "serve", "A page and an HTTP interface: from a face or a voice to a playlist",
      "  affekt serve --face-model experiments/fer2013_cnn --voice-model experiments/ravdess_cnn --songs "
      "experiments/my_songs\n"
      "  affekt serve --songs experiments/my_songs --profile me.yaml --port 9000\n"
      "\n"
      "Prints the page's address once it answers; Ctrl-C ends it. /openapi.json describes the interface.\n"
      "Nothing leaves this machine, pictures and sounds are never kept, and the profile is the only file "
      "that "
      "is\n"
      "written. An expression or a voice is not a feeling.");
  add_option(command, "--face-model", "RUN|ONNX", serve.face_model,
             "A model of faces (configs/fer2013_cnn.yaml)");
  add_option(command, "--voice-model", "RUN|ONNX", serve.voice_model,
             "A model of voices (configs/ravdess_cnn.yaml)");
  add_fusion(command, serve.fusion);
  add_option(command, "--songs", "RUN", serve.songs,
             "The folder of a run of clustered songs (configs/songs_kmeans.yaml)");
  add_option(command, "--catalogue", "FILE.csv", serve.catalogues,
             "More songs with their features, or the genres of artists and years of songs; repeatable")
      ->allow_extra_args(false);
  add_option(command, "--next", "RUN", serve.next,
             "The folder of a run of next songs: songs that follow the history come earlier");
  add_option(command, "--history", "FILE", serve.history,
             "What was played last, oldest first: a CSV file of artist and title, or Spotify's history");
  add_option(
      command, "--profile", "FILE.yaml", serve.profile,
      "What the listener likes and dislikes; thumbs go into it [default: they are forgotten at the end]");
  add_option(command, "--host", "ADDRESS", serve.host,
             "Where to listen; 0.0.0.0: for other machines too, without a password [default: 127.0.0.1]");
  add_option(command, "--port", "N", serve.port, "0: any that is free [default: 8080]")
      ->check(expect_whole_number(0, 65535));
  return command->group(kAtWork);
}

CLI::App* declare_spotify(CLI::App& app, ParsedValues& values) {
  SpotifyCommand& spotify = values.spotify;
  CLI::App* command = add_command(
      app, "spotify", "A playlist into your Spotify account, your songs and their genres out of it",
      "  affekt spotify save happy.json --name \"A happy hour\"\n"
      "  affekt spotify playlists\n"
      "  affekt spotify fetch https://open.spotify.com/playlist/ID --out my_songs.csv\n"
      "\n"
      "Your access token is in the environment variable SPOTIFY_TOKEN: it is never stored, logged or shown.\n"
      "It needs the scopes playlist-modify-private (save; --public: playlist-modify-public),\n"
      "playlist-read-private and playlist-read-collaborative (playlists, fetch, save --into). What is "
      "fetched\n"
      "is for --catalogue and --history of affekt recommend. Exit codes: 2 no token, no address or no place "
      "for\n"
      "--out, 3 what Spotify refuses.");
  command
      ->add_option("ACTION", spotify.action,
                   "save: a playlist of affekt recommend into your account; fetch: songs as a CSV file; "
                   "playlists: list yours")
      ->type_name("")
      ->required()
      ->check(expect("save, fetch or playlists", [](const std::string& text) {
        return text == "save" || text == "fetch" || text == "playlists";
      }));
  command
      ->add_option(
          "WHAT", spotify.subject,
          "save: the playlist's file (json, jspf, csv); fetch: a playlist's id or link, or such a file")
      ->type_name("");
  add_option(command, "--name", "NAME", spotify.name,
             "save: the new playlist's name [default: the file's title]");
  add_flag(command, "--public", spotify.is_public, "save: everybody can see the new playlist");
  add_option(command, "--into", "PLAYLIST", spotify.into,
             "save: add the songs that it doesn't have yet to this playlist (id or link)");
  add_option(command, "--out", "FILE.csv", spotify.out, "fetch: write it to a file [default: print it]");
  add_option(command, "--api", "URL", spotify.api,
             "Where the Web API is; http is for this machine alone [default: https://api.spotify.com/v1]");
  return command->group(kAtWork);
}

CLI::App* declare_export_site(CLI::App& app, ParsedValues& values) {
  ExportSiteCommand& site = values.export_site;
  CLI::App* command = add_command(
      app, "export-site", "A folder of files whose page reads faces and voices without a server",
      "  affekt export-site site --face-model experiments/fer2013_cnn --voice-model experiments/ravdess_cnn\n"
      "  python3 -m http.server --bind 127.0.0.1 --directory site\n"
      "\n"
      "The page of affekt serve, without playlists: the models run in the browser, and no picture and no "
      "sound "
      "leaves it.\n"
      "Any host of files will do. Camera and microphone need https, or this machine itself (127.0.0.1).\n"
      "ONNX Runtime and OpenCV for browsers are copied from scripts/site_packages (./scripts/setup_site), or "
      "from\n"
      "the copy of that folder that the environment variable AFFEKT_SITE_PACKAGES names.");
  add_argument(command, "DIR", site.folder, "A new or empty folder, or a site that is to be replaced");
  add_option(command, "--face-model", "RUN|ONNX", site.face_model,
             "A model of faces (configs/fer2013_cnn.yaml)");
  add_option(command, "--voice-model", "RUN|ONNX", site.voice_model,
             "A model of voices (configs/ravdess_cnn.yaml)");
  return command->group(kAtWork);
}

}  // namespace affekt
