/* The services of the page, answered by the Python functions of app/gradio_app.py.

   Whoever offers these five functions can stand behind the canvas. */

export function serverServices(server, words) {
  const asking = (name) => async (message) => {
    const answer = await server[name](message ?? {}); // undefined when the server failed
    if (!answer) throw new Error(words.lost);
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  const [listModels, openModel] = [asking("list_models"), asking("open_model")];
  const searchModels = asking("search_models");
  const [translate, photoEdges] = [asking("translate"), asking("photo_edges")];
  return {
    listModels: async () => (await listModels()).models,
    // A model that is not here yet is fetched; `waiting({done, total})` hears how far it is.
    openModel: async (model, waiting) => {
      for (;;) {
        const answer = await openModel({ model });
        if (!answer.waiting) return answer;
        waiting(answer.waiting);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
    searchModels: async (words) => (await searchModels({ words })).models,
    translate: async (drawing) => (await translate(drawing)).picture,
    photoEdges: async (photo) => (await photoEdges(photo)).picture,
  };
}
