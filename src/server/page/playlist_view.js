// The playlist: what to ask for, its songs with reasons, and thumbs that go into the profile.
import {make_playlist, read_profile, vote} from './api.js';
import {find, make, tell} from './elements.js';

const kSources = {face: 'as the face looks', voice: 'as the voice sounds', both: 'as face and voice together'};
const kPoint = 'point';
const form = find('playlist-form'), mood = find('mood');
const heard = {};  // face, voice -> the last emotion

/** @param models as /v1/models gives it  @param mark called with the mood's place, or null, when it changes */
export function start_playlist(models, mark) {
  find('playlist').hidden = false;
  mood.append(...models.moods.map((m) => make('option', {value: m.name}, m.name)),
              make('option', {value: kPoint}, 'a point in the plane'));
  mood.value = 'happy';
  const known = models.languages.filter((language) => language.songs > 0);
  find('languages').hidden = known.length === 0;
  find('language-list').append(...known.map((language) => make('label', {},
      make('input', {type: 'checkbox', name: 'language', value: language.name}),
      `${language.name} (${language.songs.toLocaleString('en')})`)));
  const place = () => {
    find('point').hidden = mood.value !== kPoint;
    mark(place_of_mood(models));
  };
  mood.addEventListener('change', place);
  find('point').addEventListener('input', place);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    compose();
  });
  place();
  show_profile();
}

/** @param source "face" or "voice"; the first one becomes the chosen mood */
export function offer_mood(source, emotion) {
  const is_first = !heard[source];
  heard[source] = emotion;
  if (!is_first) return;
  const value = heard.face && heard.voice ? 'both' : source;
  for (const name of new Set([source, value])) mood.prepend(make('option', {value: name}, kSources[name]));
  mood.value = value;
  mood.dispatchEvent(new Event('change'));
}

function place_of_mood(models) {
  if (mood.value === kPoint) return {valence: Number(find('valence').value), arousal: Number(find('arousal').value)};
  return heard[mood.value] ?? models.moods.find((m) => m.name === mood.value) ?? null;
}

function read_request() {
  const request = {policy: find('policy').value, n: Number(find('count').value), seed: Number(find('seed').value)};
  if (mood.value === kPoint) {
    request.valence = Number(find('valence').value);
    request.arousal = Number(find('arousal').value);
  } else if (kSources[mood.value]) {
    for (const source of ['face', 'voice'])
      if (mood.value === source || mood.value === 'both') request[source] = heard[source].probabilities;
  } else {
    request.mood = mood.value;
  }
  const languages = [...form.querySelectorAll('[name=language]:checked')].map((box) => box.value);
  if (languages.length > 0) request.languages = languages;
  return request;
}

async function compose() {
  const text = find('playlist-text');
  find('compose').disabled = true;
  try {
    const playlist = await make_playlist(read_request());
    text.textContent = [`${playlist.songs.length} songs, ${playlist.title} (${playlist.mood_source}), out of ` +
        playlist.library.candidates.toLocaleString('en') + '.', ...playlist.notes.map((note) => note + '.')].join(' ');
    find('songs').replaceChildren(...playlist.songs.map(show_song));
  } catch (error) {
    text.textContent = error.message;
    find('songs').replaceChildren();
  }
  find('compose').disabled = false;
}

function show_song(song) {
  const title = song.title || song.id;
  const name = song.artist ? `${song.artist}: ${title}` : title;
  const item = make('li', {},
      make('div', {class: 'name'}, song.link ? make('a', {href: song.link, target: '_blank', rel: 'noreferrer'}, name) : name,
           make('div', {class: 'reason'}, song.reason)));
  const key = song.link ? song.id : `${song.artist} - ${song.title}`;
  const buttons = [
    vote_button('Like', `Like ${name}`, 'song', key, 'up'),
    vote_button('Dislike', `Dislike ${name}`, 'song', key, 'down')];
  if (song.artist) buttons.push(vote_button('Not this artist', `No songs by ${song.artist}`, 'artist', song.artist, 'down'));
  item.append(make('div', {class: 'votes'}, ...buttons));
  return item;
}

function vote_button(text, label, of, name, thumb) {
  const button = make('button', {type: 'button', 'aria-pressed': 'false', 'aria-label': label, onclick: async () => {
    const is_on = button.getAttribute('aria-pressed') === 'true';
    try {
      show_lists(await vote(of, name, is_on ? 'none' : thumb));
    } catch (error) {
      tell(error.message);
      return;
    }
    for (const other of button.parentElement.querySelectorAll(`[data-of=${of}]`)) other.setAttribute('aria-pressed', 'false');
    button.setAttribute('aria-pressed', String(!is_on));
    if (thumb === 'down' && !is_on) await compose();
  }, 'data-of': of}, text);
  return button;
}

async function show_profile() {
  try {
    show_lists(await read_profile());
  } catch (error) {
    tell(error.message);
  }
}

function show_lists(profile) {
  const lists = [];
  for (const [side, title] of [['like', 'Liked'], ['dislike', 'Not wanted']]) {
    for (const [kind, of] of [['artists', 'artist'], ['songs', 'song']]) {
      const names = profile[side][kind];
      if (names.length === 0) continue;
      lists.push(make('h3', {}, `${title} ${kind}`), make('ul', {class: 'profile-list'}, ...names.map((name) => make('li', {}, name,
          make('button', {type: 'button', 'aria-label': `Forget ${name}`, onclick: async () => {
            try {
              show_lists(await vote(of, name, 'none'));
            } catch (error) {
              tell(error.message);
            }
          }}, 'Forget')))));
    }
  }
  const kept = profile.is_kept ? 'It is kept in the file that the server was started with.' :
                                 'It is forgotten when the server ends; affekt serve --profile FILE keeps it.';
  find('profile-lists').replaceChildren(make('p', {class: 'muted'}, kept), ...lists);
}
